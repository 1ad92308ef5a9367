// JSON as our export writes it, without losing anything: numbers keep their text, so that 64-bit
// integers and the exact spelling of floats survive. JSON.parse would round them.

export class NumberText {
  constructor(text) {
    this.text = text;
  }
}

const kNumber = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const kString = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const kBlank = /[ \t\r\n]*/y;
const kWords = [["true", true], ["false", false], ["null", null]];

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }
  fail(expected) {
    throw new Error(`expected ${expected} at ${this.at}: ${this.text.slice(this.at, this.at + 40)}`);
  }
  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }
  skip() {
    this.match(kBlank);
  }
  take(character) {
    this.skip();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }
  string() {
    const text = this.match(kString);
    // Within the quotes JSON.parse loses nothing.
    return text === null ? this.fail("a string") : JSON.parse(text);
  }
  list() {
    const items = [];
    if (this.take("]")) return items;
    do items.push(this.value());
    while (this.take(","));
    if (!this.take("]")) this.fail("]");
    return items;
  }
  object() {
    const members = new Map();
    if (this.take("}")) return members;
    do {
      this.skip();
      const name = this.string();
      if (members.has(name)) this.fail(`no second "${name}"`);
      if (!this.take(":")) this.fail(":");
      members.set(name, this.value());
    } while (this.take(","));
    if (!this.take("}")) this.fail("}");
    return members;
  }
  value() {
    if (this.take("{")) return this.object();
    if (this.take("[")) return this.list();
    if (this.text[this.at] === '"') return this.string();
    for (const [word, value] of kWords) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    const number = this.match(kNumber);
    return number === null ? this.fail("a value") : new NumberText(number);
  }
}

// Objects become Maps, numbers NumberText; a line with anything behind its value is refused.
export function parseExact(text) {
  const reader = new Reader(text);
  const value = reader.value();
  reader.skip();
  if (reader.at !== text.length) reader.fail("the end");
  return value;
}

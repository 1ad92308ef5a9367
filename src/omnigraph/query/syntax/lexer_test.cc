#include "omnigraph/query/syntax/lexer.h"

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"

namespace omnigraph::query::syntax {
namespace {

// The tokens as "kind text" words, then the codes and messages of the findings.
struct Lexed {
  std::vector<Token> tokens;
  std::vector<Diagnostic> errors;
  std::vector<Diagnostic> warnings;
};

Lexed lex(std::string_view source) {
  Findings findings(source);
  Lexed lexed;
  lexed.tokens = tokenize(source, findings);
  lexed.errors = findings.take_errors();
  lexed.warnings = findings.take_warnings();
  return lexed;
}

std::string described(std::string_view source) {
  std::string text;
  for (const Token& token : lex(source).tokens) {
    if (token.kind != TokenKind::kEnd) {
      text += (text.empty() ? "" : " ") + describe(token);
    }
  }
  return text;
}

std::string string_value(std::string_view source) {
  const Lexed lexed = lex(source);
  return lexed.errors.empty() ? lexed.tokens.at(0).text : "error " + lexed.errors[0].message;
}

std::string first_error(std::string_view source) {
  const Lexed lexed = lex(source);
  return lexed.errors.empty() ? "" : to_string(lexed.errors[0]);
}

TEST(Lexer, ReadsWordsAsLongAsTheyAre) {
  const Lexed lexed = lex("android asx trueish _x Person $name $_ @id");
  ASSERT_EQ(lexed.tokens.size(), 9u);
  EXPECT_EQ(lexed.tokens[0].kind, TokenKind::kWord);
  EXPECT_EQ(lexed.tokens[0].text, "android");
  EXPECT_EQ(lexed.tokens[3].text, "_x");
  EXPECT_EQ(lexed.tokens[4].kind, TokenKind::kTypeName);
  EXPECT_EQ(lexed.tokens[5].kind, TokenKind::kVariable);
  EXPECT_EQ(lexed.tokens[5].text, "name");
  EXPECT_EQ(lexed.tokens[6].text, "_");
  EXPECT_EQ(lexed.tokens[7].kind, TokenKind::kAtName);
  EXPECT_EQ(lexed.tokens[7].text, "id");
  EXPECT_EQ(lexed.tokens[8].kind, TokenKind::kEnd);
}

TEST(Lexer, SpansCoverTheText) {
  const std::string_view source = " $p . \"a\\n\" <= 12";
  for (const Token& token : lex(source).tokens) {
    EXPECT_LE(token.span.begin, token.span.end);
    EXPECT_LE(token.span.end, source.size());
  }
  const Token variable = lex(source).tokens[0];
  EXPECT_EQ(source.substr(variable.span.begin, variable.span.end - variable.span.begin), "$p");
}

TEST(Lexer, ReadsTheLongestSign) {
  EXPECT_EQ(described("<= < = >= > != == <> && || | !"),
            "`<=` `<` `=` `>=` `>` `!=` `==` `<>` `&&` `||` `|` `!`");
  EXPECT_EQ(described("<*>"), "`<` `*` `>`");
  EXPECT_EQ(described("(){}[],;:.?+-*/%"),
            "`(` `)` `{` `}` `[` `]` `,` `;` `:` `.` `?` `+` `-` `*` `/` `%`");
}

TEST(Lexer, SkipsWhiteSpaceAndComments) {
  EXPECT_EQ(described("a // b\n/* c \n */ d /**/\r\n\te"), "`a` `d` `e`");
  EXPECT_EQ(described("\xEF\xBB\xBF"
                      "a"),
            "`a`");
  EXPECT_EQ(described("a/b"), "`a` `/` `b`");
}

TEST(Lexer, ReadsIntegersUpToTheUnsignedMaximum) {
  EXPECT_EQ(lex("18446744073709551615").tokens[0].integer, UINT64_MAX);
  EXPECT_EQ(lex("007").tokens[0].integer, 7u);
  EXPECT_EQ(first_error("18446744073709551616"),
            "1:1: Q001: integer is larger than 18446744073709551615: `18446744073709551616`");
}

TEST(Lexer, ReadsFloats) {
  const auto value = [](std::string_view text) {
    const Lexed lexed = lex(text);
    EXPECT_EQ(lexed.tokens[0].kind, TokenKind::kFloat) << text;
    EXPECT_TRUE(lexed.errors.empty()) << text;
    return lexed.tokens[0].real;
  };
  EXPECT_EQ(value("1.5"), 1.5);
  EXPECT_EQ(value("1e3"), 1000.0);
  EXPECT_EQ(value("1E+3"), 1000.0);
  EXPECT_EQ(value("2.5e-1"), 0.25);
  EXPECT_EQ(value("1.7976931348623157e308"), 1.7976931348623157e308);
  EXPECT_EQ(value("5e-324"), 5e-324);
  EXPECT_EQ(value("1e-400"), 0.0);
  EXPECT_EQ(value("0.0e99999999999999999999999"), 0.0);
  EXPECT_EQ(value("0." + std::string(400, '0') + "1"), 0.0);
}

TEST(Lexer, RefusesFloatsThatAreTooLarge) {
  EXPECT_EQ(first_error("1e400"), "1:1: Q001: number is too large for F64: `1e400`");
  EXPECT_NE(first_error("1" + std::string(400, '0') + ".0"), "");
  EXPECT_NE(first_error("1e99999999999999999999999"), "");
}

TEST(Lexer, LeavesDotsThatAreNoFractions) {
  EXPECT_EQ(described("1..3"), "`1` `.` `.` `3`");
  EXPECT_EQ(described("$p.name"), "`$p` `.` `name`");
}

TEST(Lexer, RefusesNumbersThatRunIntoWords) {
  EXPECT_EQ(first_error("12abc"),
            "1:1: Q001: a number runs into a word: `12abc` (fix: put a space between them)");
  EXPECT_NE(first_error("1e"), "");
  EXPECT_NE(first_error("0x1F"), "");
}

TEST(Lexer, DecodesEscapes) {
  EXPECT_EQ(string_value(R"("a\"b\\c\/d\b\f\n\r\t")"), "a\"b\\c/d\b\f\n\r\t");
  EXPECT_EQ(string_value(R"("\u0041\u00e9\u20AC")"), "Aé€");
  EXPECT_EQ(string_value(R"("\uD83D\uDE00")"), "😀");
  EXPECT_EQ(string_value("\"\\u0000\""), std::string(1, '\0'));
  EXPECT_EQ(string_value("\"two\nlines\""), "two\nlines");
  EXPECT_EQ(string_value(R"("")"), "");
}

TEST(Lexer, RefusesBadEscapes) {
  EXPECT_EQ(first_error(R"("a\qb")"),
            "1:3: Q001: unsupported escape sequence `\\q` in a string "
            "(fix: write `\\\\` for a backslash)");
  EXPECT_NE(first_error(R"("\u12")"), "");
  EXPECT_NE(first_error(R"("\uD83D")"), "");
  EXPECT_NE(first_error(R"("\uD83Dx")"), "");
  EXPECT_NE(first_error(R"("\uDE00")"), "");
  EXPECT_NE(first_error(R"("\uD83D\u0041")"), "");
  EXPECT_NE(first_error(R"("\'")"), "");
  EXPECT_NE(first_error("\"\\é\""), "");
}

TEST(Lexer, AcceptsSingleQuotesWithAWarning) {
  const std::string_view source = "'it\\'s'";
  const Lexed lexed = lex(source);
  EXPECT_EQ(lexed.tokens[0].text, "it's");
  ASSERT_EQ(lexed.warnings.size(), 1u);
  EXPECT_EQ(lexed.warnings[0].code, "L403");
  EXPECT_TRUE(lexed.warnings[0].edits.empty());  // changing the quotes is not enough here
  EXPECT_EQ(lex("'x'").warnings[0].edits.size(), 2u);
}

TEST(Lexer, ReportsStringsAndCommentsThatDoNotEnd) {
  EXPECT_EQ(first_error("a \"b"), "1:3: Q001: string is not closed (fix: add the closing quote)");
  EXPECT_NE(first_error("\"a\\"), "");
  EXPECT_NE(first_error("\"a\\\""), "");
  EXPECT_EQ(first_error("a\n  /* b"), "2:3: Q001: comment is not closed (fix: add `*/`)");
  EXPECT_NE(first_error("/*/"), "");
}

TEST(Lexer, ReportsCharactersThatAreNotOfTheLanguage) {
  EXPECT_EQ(first_error("a ^ b"), "1:3: Q001: unexpected character `^`");
  EXPECT_EQ(first_error("é"), "1:1: Q001: unexpected character `é`");
  EXPECT_EQ(first_error("“x”"),
            "1:1: Q001: unexpected character `“` "
            "(fix: strings are written with straight quotes: `\"…\"`)");
  EXPECT_EQ(first_error("naïve"),
            "1:1: Q001: names are made of ASCII letters, digits and `_`: `naïve`");
  EXPECT_EQ(first_error(std::string_view("\0", 1)), "1:1: Q001: unexpected control character 0x00");
  EXPECT_EQ(first_error("$ a"), "1:1: Q001: expected the name of a variable after `$`");
  EXPECT_EQ(first_error("@1"), "1:1: Q001: expected a name after `@`");
  EXPECT_NE(first_error("$Name"), "");
}

TEST(Lexer, ReadsACommentOfAnotherLanguageAsOne) {
  const Lexed lexed = lex("# match {\na");
  EXPECT_EQ(lexed.tokens[0].text, "a");
  ASSERT_EQ(lexed.errors.size(), 1u);
  EXPECT_EQ(lexed.errors[0].edits.at(0).replacement, "//");
}

TEST(Lexer, CountsColumnsInCodePoints) {
  const Lexed lexed = lex("\"é😀\" ^");
  ASSERT_EQ(lexed.errors.size(), 1u);
  EXPECT_EQ(lexed.errors[0].position->column, 6u);
  EXPECT_EQ(lexed.errors[0].position->byte, 9u);
}

TEST(Lexer, BoundsItsFindings) {
  EXPECT_EQ(lex(std::string(1000, '^')).errors.size(), kMaxErrors);
  std::string strings;
  for (int i = 0; i < 1000; ++i) {
    strings += "'x' ";
  }
  EXPECT_EQ(lex(strings).warnings.size(), kMaxWarnings);
}

}  // namespace
}  // namespace omnigraph::query::syntax

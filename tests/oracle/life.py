"""A random life of a small graph, and the same life in a plain model.

The model knows only what the language promises: upsert by key, update and delete by predicate,
cascade, loads that replace whole tables, add rows, or replace them by id. What it says must be what
`export` says.
"""
import collections
import datetime
import json

NAMES = [f"p{number}" for number in range(12)] + ["Ärne", "漢"]
TOWNS = ["here", "there", "nowhere"]
EDGE_IDS = [f"k{number}" for number in range(5)]


class Model:
    def __init__(self):
        self.people = {}  # name → (age, score, tags)
        self.towns = {}  # slug → size
        self.knows = []  # (from, to, since, id or None)
        self.lives = []  # (from, to)

    def drop_people(self, wanted):
        gone = {name for name in self.people if wanted(name)}
        self.people = {name: row for name, row in self.people.items() if name not in gone}
        self.knows = [edge for edge in self.knows if not gone & {edge[0], edge[1]}]
        self.lives = [edge for edge in self.lives if edge[0] not in gone]

    def drop_town(self, slug):
        self.towns.pop(slug, None)
        self.lives = [edge for edge in self.lives if edge[1] != slug]

    def rows(self):
        """What the export must hold, each line with the number of times; edges without their ids."""
        lines = [("Person", name, *row[:2], json.dumps(row[2])) for name, row in self.people.items()]
        lines += [("Town", slug, size) for slug, size in self.towns.items()]
        lines += [("Knows", *edge[:3]) for edge in self.knows] + [("LivesIn", *edge) for edge in self.lives]
        return collections.Counter(lines)


def rows_of_export(text):
    def row(line):
        entity = json.loads(line)
        data = entity["data"]
        if entity.get("type") == "Person":
            return ("Person", data["name"], data["age"], data["score"], json.dumps(data["tags"]))
        if entity.get("type") == "Town":
            return ("Town", data["slug"], data["size"])
        ends = (entity["edge"], entity["from"], entity["to"])
        return (*ends, data["since"]) if entity["edge"] == "Knows" else ends

    return collections.Counter(row(line) for line in text.splitlines())


class Life:
    """Steps of one graph, drawn from `rng`; each is done to the graph and to the model."""

    def __init__(self, graph, query_file, rng):
        self.graph, self.query_file, self.rng = graph, query_file, rng
        self.model = Model()
        self.steps = [self.load, self.append, self.append, self.merge, self.merge, self.put_person, self.put_person, self.put_town, self.befriend, self.befriend, self.settle,
                      self.grow_older, self.rename_tags, self.forget_person, self.forget_old, self.close_town,
                      self.quarrel, self.move_house]

    def step(self):
        """One random step; returns what it was."""
        while True:
            done = self.rng.choice(self.steps)()
            if done is not None:
                return done

    def change(self, query, /, **params):
        self.graph.change(self.query_file, query, params)
        return f"{query} {json.dumps(params, ensure_ascii=False)}"

    def age(self):
        return None if self.rng.random() < 0.2 else self.rng.randrange(-5, 100)

    def person_row(self):
        tags = None if self.rng.random() < 0.3 else [self.rng.choice(["a", "", "ü"]) for _ in range(self.rng.randrange(3))]
        return (self.age(), None if self.rng.random() < 0.3 else self.rng.choice([0.1, -2.5, 1e300, 5e-324]), tags)

    def since(self):
        day = datetime.date(1970, 1, 1) + datetime.timedelta(days=self.rng.randrange(-9999, 30000))
        return None if self.rng.random() < 0.3 else day.isoformat()

    def load(self):
        """A load that replaces every table."""
        if self.model.people and self.rng.random() < 0.6:
            return None  # not too often
        model = Model()
        for name in self.rng.sample(NAMES, self.rng.randrange(1, 9)):
            model.people[name] = self.person_row()
        for slug in self.rng.sample(TOWNS, self.rng.randrange(1, 3)):
            model.towns[slug] = self.rng.randrange(2**64)
        people, towns = list(model.people), list(model.towns)
        model.knows = [(self.rng.choice(people), self.rng.choice(people), self.since(), None) for _ in range(self.rng.randrange(1, 9))]
        model.lives = [(self.rng.choice(people), self.rng.choice(towns)) for _ in range(self.rng.randrange(1, 5))]
        lines = [self.person_line(name, row) for name, row in model.people.items()]
        lines += [{"type": "Town", "data": {"slug": slug, "size": size}} for slug, size in model.towns.items()]
        lines += [self.knows_line(edge) for edge in model.knows]
        lines += [{"edge": "LivesIn", "from": a, "to": b} for a, b in model.lives]
        self.rng.shuffle(lines)
        self.graph.load_lines(lines)
        self.model = model
        return f"load of {len(lines)} lines"

    @staticmethod
    def person_line(name, row):
        return {"type": "Person", "data": dict(zip(("name", "age", "score", "tags"), (name, *row)))}

    @staticmethod
    def knows_line(edge):
        start, end, since, given = edge
        return {"edge": "Knows", "from": start, "to": end, "data": {"since": since}, **({"id": given} if given else {})}

    def append(self):
        """New people, and edges among all."""
        fresh = [name for name in NAMES if name not in self.model.people]
        names = self.rng.sample(fresh, min(len(fresh), self.rng.randrange(3)))
        everyone = [*self.model.people, *names]
        if not everyone:
            return None
        people = {name: self.person_row() for name in names}
        knows = [(self.rng.choice(everyone), self.rng.choice(everyone), self.since(), None)
                 for _ in range(self.rng.randrange(1, 4))]
        lines = [self.person_line(name, row) for name, row in people.items()] + [self.knows_line(edge) for edge in knows]
        self.rng.shuffle(lines)
        self.graph.load_lines(lines, "--mode", "append")
        self.model.people.update(people)
        self.model.knows += knows
        return f"append {json.dumps(lines, ensure_ascii=False)}"

    def merge(self):
        """People by key, edges by id: of several with one id the last stands."""
        people = {name: self.person_row() for name in self.rng.sample(NAMES, self.rng.randrange(1, 5))}
        everyone = [*self.model.people, *people]
        knows = [(self.rng.choice(everyone), self.rng.choice(everyone), self.since(),
                  self.rng.choice([None, *EDGE_IDS])) for _ in range(self.rng.randrange(5))]
        at = self.rng.randrange(len(knows) + 1)
        lines = [self.knows_line(edge) for edge in knows[:at]]
        lines += [self.person_line(name, row) for name, row in people.items()]
        lines += [self.knows_line(edge) for edge in knows[at:]]
        self.graph.load_lines(lines, "--mode", "merge")
        self.model.people.update(people)
        for edge in knows:
            self.model.knows = [old for old in self.model.knows if old[3] is None or old[3] != edge[3]] + [edge]
        return f"merge {json.dumps(lines, ensure_ascii=False)}"

    def put_person(self):
        name, (age, score, tags) = self.rng.choice(NAMES), self.person_row()
        self.model.people[name] = (age, score, tags)
        return self.change("put_person", name=name, age=age, score=score, tags=tags)

    def put_town(self):
        slug, size = self.rng.choice(TOWNS), self.rng.randrange(1000)
        self.model.towns[slug] = size
        return self.change("put_town", slug=slug, size=size)

    def befriend(self):
        if not self.model.people:
            return None
        people = list(self.model.people)
        edge = (self.rng.choice(people), self.rng.choice(people), self.since(), None)
        self.model.knows.append(edge)
        return self.change("befriend", **dict(zip(("from", "to", "since"), edge)))

    def settle(self):
        if not self.model.people or not self.model.towns:
            return None
        edge = (self.rng.choice(list(self.model.people)), self.rng.choice(list(self.model.towns)))
        self.model.lives.append(edge)
        return self.change("settle", **dict(zip(("from", "to"), edge)))

    def grow_older(self):
        above, age = self.rng.randrange(100), self.age()
        for name, row in self.model.people.items():
            if row[0] is not None and row[0] > above:
                self.model.people[name] = (age, *row[1:])
        return self.change("grow_older", above=above, age=age)

    def rename_tags(self):
        name, tags = self.rng.choice(NAMES), self.person_row()[2]
        if name in self.model.people:
            self.model.people[name] = (*self.model.people[name][:2], tags)
        return self.change("rename_tags", name=name, tags=tags)

    def forget_person(self):
        name = self.rng.choice(NAMES)
        self.model.drop_people(lambda other: other == name)
        return self.change("forget_person", name=name)

    def forget_old(self):
        above = self.rng.randrange(60, 100)
        people = self.model.people
        self.model.drop_people(lambda name: people[name][0] is not None and people[name][0] > above)
        return self.change("forget_old", above=above)

    def close_town(self):
        slug = self.rng.choice(TOWNS)
        self.model.drop_town(slug)
        return self.change("close_town", slug=slug)

    def quarrel(self):
        name = self.rng.choice(NAMES)
        self.model.knows = [edge for edge in self.model.knows if edge[0] != name]
        return self.change("quarrel", **{"from": name})

    def move_house(self):
        if not self.model.people:
            return None
        name, slug = self.rng.choice(list(self.model.people)), self.rng.choice(TOWNS)
        self.model.lives = [edge for edge in self.model.lives if edge[0] != name] + [(name, slug)]
        self.model.towns[slug] = 1
        return self.change("move_house", name=name, slug=slug)

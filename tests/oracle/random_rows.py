"""Random rows for all_types.pg: nulls, empty values, unicode, extremes, long texts. Seeded."""
import base64
import datetime
import struct

I32 = (-(2**31), 2**31 - 1)
I64 = (-(2**63), 2**63 - 1)
U32 = (0, 2**32 - 1)
U64 = (0, 2**64 - 1)
DAYS = (-719162, 2932896)  # years 1 to 9999
F64_EXTREMES = [0.0, -0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, -1.7976931348623157e308,
                0.1, 1e23, 9007199254740993.0, 1 / 3]
F32_EXTREMES = [0.0, -0.0, 1.401298464324817e-45, 1.1754943508222875e-38, 3.4028234663852886e38, -3.4028234663852886e38,
                0.10000000149011612, 16777216.0]
ALPHABETS = ["abcdefghij ", "äöüßéñ", "漢字かな", "🦀👩‍👩‍👧🏳️‍🌈", "\n\t\r\"\\/,;'", "\x01\x1f\x7f\x00", "\u0301\u200b\u202e\ufeff\uffff"]


class RandomRows:
    def __init__(self, rng):
        self.rng = rng

    def text(self):
        kind = self.rng.random()
        if kind < 0.1:
            return ""
        if kind < 0.12:
            return self.rng.choice("xyz漢🦀") * self.rng.randrange(1000, 40_000)
        alphabet = self.rng.choice(ALPHABETS)
        return "".join(self.rng.choice(alphabet) for _ in range(self.rng.randrange(1, 30)))

    def blob(self):
        if self.rng.random() < 0.3:
            return f"s3://bucket/{self.rng.randrange(10**6)}/ä.bin"
        size = 0 if self.rng.random() < 0.1 else self.rng.choice([1, 3, 17, 300])
        return "base64:" + base64.b64encode(self.rng.randbytes(size)).decode()

    def integer(self, bounds):
        kind = self.rng.random()
        if kind < 0.15:
            return self.rng.choice(bounds)
        if kind < 0.6:
            return self.rng.randrange(max(bounds[0], -100), 100)
        return self.rng.randrange(bounds[0], bounds[1] + 1)

    def f64(self):
        if self.rng.random() < 0.3:
            return self.rng.choice(F64_EXTREMES)
        return self.rng.uniform(-1, 1) * 10.0 ** self.rng.randrange(-300, 300)

    def f32(self):
        if self.rng.random() < 0.3:
            return self.rng.choice(F32_EXTREMES)
        wide = self.rng.uniform(-1, 1) * 10.0 ** self.rng.randrange(-40, 38)
        return struct.unpack("f", struct.pack("f", wide))[0]

    def day(self):
        number = self.rng.choice(DAYS) if self.rng.random() < 0.1 else self.rng.randrange(DAYS[0], DAYS[1])
        return (datetime.date(1970, 1, 1) + datetime.timedelta(days=number)).isoformat()

    def instant(self):
        text = self.day() + f"T{self.rng.randrange(24):02}:{self.rng.randrange(60):02}:{self.rng.randrange(60):02}"
        return text + self.rng.choice(["Z", ".001Z", ".5Z", ".999Z"])

    def vector(self, size):
        return [self.f32() for _ in range(size)]

    def list_of(self, item):
        # Items may be null too.
        size = 0 if self.rng.random() < 0.2 else self.rng.randrange(1, 6)
        return [None if self.rng.random() < 0.05 else item() for _ in range(size)]

    def everything(self, slug):
        """One row of the node type Everything."""
        scalars = {
            "text": self.text, "blob": self.blob, "flag": lambda: self.rng.random() < 0.5,
            "i32": lambda: self.integer(I32), "i64": lambda: self.integer(I64),
            "u32": lambda: self.integer(U32), "u64": lambda: self.integer(U64),
            "f32": self.f32, "f64": self.f64, "day": self.day, "instant": self.instant,
        }
        values = {"slug": slug}
        for name, make in scalars.items():
            values[name] = make()
            values[f"{name}_or_null"] = self.maybe(make)
            if name != "blob":
                values[f"{name}s"] = self.list_of(make)
                values[f"{name}s_or_null"] = self.maybe(lambda make=make: self.list_of(make))
        for size in (4, 128):
            values[f"vector{size}"] = self.vector(size)
            values[f"vector{size}_or_null"] = self.maybe(lambda size=size: self.vector(size))
        values["state"] = self.rng.choice(["draft", "open", "closed", "2-late"])
        values["state_or_null"] = self.maybe(lambda: self.rng.choice(["red", "green"]))
        # Absent and null are the same.
        return {name: value for name, value in values.items() if value is not None or self.rng.random() < 0.5}

    def link(self, slugs):
        data = {"at": self.instant(), "count": self.integer(U64), "weight": self.maybe(self.f64),
                "labels": self.maybe(lambda: self.list_of(self.text)),
                "vector": self.maybe(lambda: self.vector(4)), "note": self.maybe(self.text)}
        return {"edge": "Link", "from": self.rng.choice(slugs), "to": self.rng.choice(slugs), "data": data}

    def maybe(self, make):
        return None if self.rng.random() < 0.25 else make()

    def lines(self, count):
        """JSONL objects for a graph with `count` nodes Everything."""
        slugs = [f"{self.rng.choice(['a', 'é', '漢', '🦀'])}-{number}" for number in range(count)]
        for slug in slugs:
            yield {"type": "Everything", "data": self.everything(slug)}
        for _ in range(count // 4):
            yield self.link(slugs)
        for _ in range(count // 10):
            yield {"type": "Monotonous", "data": {"text": "the same", "number": -7, "empty": [], "yes": True}}

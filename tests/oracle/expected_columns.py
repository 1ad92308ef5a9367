"""What Arrow type and nullability each column of a mirror must have, read off a .pg file.

Knows as much of the schema language as the test schemas use, and nothing of our parser: comments,
node and edge blocks, properties, interfaces.
"""
import re

SCALARS = {
    "String": "Utf8", "Bool": "Bool", "I32": "Int32", "I64": "Int64", "U32": "Uint32", "U64": "Uint64",
    "F32": "Float32", "F64": "Float64", "Date": "Date32<DAY>", "DateTime": "Date64<MILLISECOND>",
    "Blob": "Struct<data: LargeBinary, uri: Utf8>",
}
STRING = r'"(?:[^"\\]|\\.)*"'
PROPERTY = re.compile(
    r"^\s*([a-z_]\w*)\s*:\s*(enum\s*\([^)]*\)|Vector\s*\(\s*\d+\s*\)|\[\s*\w+\s*\]|\w+)[ \t]*(\??)", re.M)
DECLARATION = re.compile(r"\b(node|edge|interface)\s+([A-Z]\w*)([^{}]*?)(?:\{([^{}]*)\}|(?=\b(?:node|edge|interface)\s+[A-Z])|$)", re.S)


def arrow_type(text):
    text = re.sub(r"\s", "", text)
    if text.startswith("enum("):
        return "Utf8"
    if text.startswith("Vector("):
        return f"FixedSizeList<Float32, {text[7:-1]}>"
    if text.startswith("["):
        return f"List<{SCALARS[text[1:-1]]}>"
    return SCALARS[text]


def columns_of(body):
    return {name: [arrow_type(kind), mark == "?"] for name, kind, mark in PROPERTY.findall(body or "")}


def expected_columns(schema_text):
    """{"nodes/Person": {"age": ["Int32", True]}, "edges/Knows": {}} of a schema source."""
    # Strings go first: they may hold anything, comment marks and braces too.
    text = re.sub(STRING, '""', schema_text)
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)
    tables, interfaces = {}, {}
    for kind, name, head, body in DECLARATION.findall(text):
        if kind == "interface":
            interfaces[name] = columns_of(body)
            continue
        columns = columns_of(body)
        implements = re.search(r"\bimplements\s+([\w\s,]+)", head)
        for interface in re.findall(r"\w+", implements.group(1)) if implements else []:
            columns = {**interfaces[interface], **columns}
        tables[f"{kind}s/{name}"] = columns
    return tables

// Facts: what a schema or a query file means, in lines of text that are easy to write down and to
// compare. Expectations of case files are made of them.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::testing {

//   interface Named
//   property Named.name: String @key       of interfaces, nodes and edges, with its annotations
//   node Person implements Named
//   edge Knows: Person -> Person
//   card Knows 0..1                        unless any number is allowed
//   key Person (name)
//   unique Person (a, b)
//   index Person (name)
//   range Person.age 0..120
//   check Person.code "[A-Z]+"
//   embed Doc.vector from body
//   annotation Person @description("text")
//   table node:Person _id: string, age: int32?, name: string
std::vector<std::string> catalog_facts(const schema::Catalog& catalog);

//   read find(name: String, n: I32?): 2 clauses
//   change add(): 1 statements
//   description find "text"
//   instruction find "text"
std::vector<std::string> query_facts(const query::ast::File& file);

}  // namespace omnigraph::testing

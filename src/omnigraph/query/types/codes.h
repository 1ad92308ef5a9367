// The codes of the type checker and of parameter decoding: the one table. A code is part of the
// public contract: its meaning never changes and its number is never used again. Numbers below 100
// keep the meaning they had in earlier releases; T16, T33 and T36 to T38 are no longer raised,
// since what they refused is legal now.
#pragma once

#include <string_view>

namespace omnigraph::query::types {

struct Code {
  std::string_view text;     // "T6"
  std::string_view meaning;  // for people, in a few words
};

namespace codes {

inline constexpr Code kUnknownType{"T1", "unknown node type or interface in a binding"};
inline constexpr Code kNoInlineProperty{"T2",
                                        "the type has no property of that name (inline match)"};
inline constexpr Code kWrongLiteral{"T3",
                                    "a literal or constant does not fit the property or type"};
inline constexpr Code kUnknownEdge{"T4", "unknown or ambiguous edge type"};
inline constexpr Code kWrongEndpoint{"T5", "the edge does not join variables of these types"};
inline constexpr Code kUnboundOrNoProperty{"T6", "variable not bound, or property not readable"};
inline constexpr Code kIncompatibleTypes{"T7", "operands or values of incompatible types"};
inline constexpr Code kBadAggregate{"T8", "the aggregate does not take such a value"};
inline constexpr Code kNotGrouped{"T9",
                                  "neither aggregated nor grouped; not { } without outer variable"};
inline constexpr Code kMutationType{"T10", "unknown type in a mutation, or nothing assigned"};
inline constexpr Code kMutationProperty{"T11", "property unknown or unusable in a mutation"};
inline constexpr Code kMissingValue{"T12", "an insert lacks a required property or endpoint"};
inline constexpr Code kAssignedTwice{"T13", "property assigned twice"};
inline constexpr Code kMutationVariable{"T14", "variable of a mutation is not a parameter"};
inline constexpr Code kHopBoundsOrNearest{"T15", "invalid hop bounds; arguments of nearest()"};
inline constexpr Code kRankNeedsLimit{"T17", "nearest ordering without limit"};
inline constexpr Code kRankNotFirst{"T18", "rank call in a later order key"};
inline constexpr Code kSearchArguments{"T19", "arguments of search() or fuzzy()"};
inline constexpr Code kTextArguments{"T20", "arguments of match_text() or bm25()"};
inline constexpr Code kFusion{"T21", "arguments or place of rrf(), or its missing limit"};
inline constexpr Code kUndirectedEnds{"T22",
                                      "undirected traversal of an edge between different types"};
inline constexpr Code kEdgeVariable{
    "T23", "edge variable not fresh or with bounds; text search on an edge"};
inline constexpr Code kBlobResult{"T24", "a Blob cannot be returned"};
inline constexpr Code kDuplicateColumn{"T25", "two result columns of one name"};
inline constexpr Code kRankInAggregate{"T32", "rank call in an aggregated query"};
inline constexpr Code kUncorrelatedBlock{"T39", "a block uses no outer variable"};
inline constexpr Code kNotBool{"T41", "a condition is not a Bool"};
inline constexpr Code kOrderNotReturned{"T42", "order key is not made of returned values"};
inline constexpr Code kAliasNeeded{"T43", "a projection needs a name"};
inline constexpr Code kRefusedInMutation{"T44", "aggregate, rank or text call in a mutation"};
inline constexpr Code kRowValueInInsert{"T45", "an inserted value depends on a row"};
inline constexpr Code kReservedVariable{"T49", "variable names that begin with $__ are reserved"};
inline constexpr Code kRebound{"T50", "variable bound again to another type"};
inline constexpr Code kBareName{"T101", "a bare name in a read"};
inline constexpr Code kEdgeAsProperty{"T102", "an edge read like a property"};
inline constexpr Code kNullComparison{"T103", "comparison with null is never true"};
inline constexpr Code kNameClash{"T104",
                                 "a parameter shares its name with a variable or parameter"};
inline constexpr Code kRankType{"T106", "ranking needs a variable of one concrete node type"};
inline constexpr Code kNotOrderable{"T107", "values of this type have no order"};
inline constexpr Code kBadPattern{"T108", "invalid regular expression"};
inline constexpr Code kArithmetic{"T109", "arithmetic on values that are no numbers"};
inline constexpr Code kBadChain{"T110", "comparison chain with mixed directions or !="};
inline constexpr Code kUnionColumns{"T111", "union arms differ in their columns"};
inline constexpr Code kPathBounds{"T112", "path without finite bounds"};
inline constexpr Code kOptionalStart{"T113",
                                     "a mandatory pattern starts from an optional variable"};
inline constexpr Code kUnknownFunction{"T114", "unknown function"};
inline constexpr Code kFunctionArguments{"T115", "bad arguments of a function"};
inline constexpr Code kUpsertKey{"T116", "upsert needs a type with a key"};
inline constexpr Code kSelfShadowed{"T117", "$self is a parameter here"};
inline constexpr Code kKeyAssigned{"T118", "a key or an endpoint cannot be assigned"};
inline constexpr Code kTwoReturns{"T119", "two statements of a mutation return rows"};
inline constexpr Code kAutomaticProperty{"T120", "an automatic property cannot be assigned"};

inline constexpr Code kMissingParam{"R001", "parameter not provided"};
inline constexpr Code kUnknownParam{"R002", "parameter not declared"};
inline constexpr Code kBadParam{"R003", "parameter of a wrong type or out of range"};
inline constexpr Code kNegativeCount{"R004", "negative skip or limit"};

inline constexpr Code kLimitWithoutOrder{"L311", "limit without order"};
inline constexpr Code kCrossTypeHops{"L313", "hop bounds on an edge between different types"};
inline constexpr Code kTextWithoutIndex{"L314", "text search without an index"};
inline constexpr Code kCrossProduct{"L315", "patterns that share no variable are multiplied"};
inline constexpr Code kIgnoredDirection{"L316", "the direction of a rank order is fixed"};
inline constexpr Code kOperatorEdge{"L410", "edge named like an operator: quote it"};

// Part of the language, but not built yet. Not an error of the text.
inline constexpr Code kUnsupported{"unsupported", "cannot run yet"};

}  // namespace codes
}  // namespace omnigraph::query::types

// Goal: what the evaluator does around the kernels: reading properties, rows it may skip, entities,
// groups, blocks. Method: expressions compiled from text or built by hand, over tables that count
// what is read.
#include "omnigraph/exec/expressions/evaluator.h"

#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "omnigraph/exec/expressions/expression_table_test_support.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using columnar::kNullRow;
using expression_testing::row_text;
using query::Expr;
using query::ExprPtr;
using query::ValueKind;

std::string texts(const ArrayPtr& values) {
  std::string text;
  for (size_t i = 0; i < values->length(); ++i) {
    text += (i == 0 ? "" : " ") + row_text(values, i);
  }
  return text;
}

std::string texts(const Result<ArrayPtr>& values) {
  return values.ok() ? texts(*values) : std::string(error_code_name(values.error().code()));
}

// A fragment in memory that notes how many cells of each column are read.
class CountingSource final : public graph::FragmentSource {
 public:
  CountingSource(columnar::Batch batch, std::vector<size_t>* reads)
      : batch_(std::move(batch)), reads_(*reads) {
    reads_.assign(batch_.columns.size(), 0);
  }
  uint32_t row_count() const override { return static_cast<uint32_t>(batch_.row_count); }
  Result<ArrayPtr> read(size_t column, uint32_t begin, uint32_t end) override {
    reads_[column] += end - begin;
    return columnar::slice(*batch_.columns[column], begin, end);
  }
  Result<ArrayPtr> take(size_t column, std::span<const uint32_t> rows) override {
    reads_[column] += rows.size();
    return columnar::take(*batch_.columns[column], rows);
  }
  Result<std::vector<graph::ColumnBounds>> bounds(size_t) override {
    return std::vector<graph::ColumnBounds>();
  }
  std::string content_key() const override { return {}; }
  std::string column_key(size_t) const override { return {}; }

 private:
  columnar::Batch batch_;
  std::vector<size_t>& reads_;
};

constexpr const char* kSchema = R"(
  interface Named { name: String? }
  node Person implements Named { name: String?  age: I64?  city: String? }
  node Company implements Named { name: String?  size: I64? }
  edge Knows: Person -> Person { since: I32? }
)";

// Persons p0 … p3 (Ana 30, Bob 25, Cyd 41, Dan null), companies c0, c1, one edge k0: p0 -> p1.
class World final : public TableSource {
 public:
  World() : catalog(schema::compile_schema(kSchema).value()) {
    add("node:Person",
        {{"_id", {"p0", "p1", "p2", "p3"}},
         {"name", {"Ana", "Bob", "Cyd", "Dan"}},
         {"city", {"Rome", "Oslo", "", "Rome"}}},
        {{"age", {30, 25, 41, std::nullopt}}});
    add("node:Company", {{"_id", {"c0", "c1"}}, {"name", {"Acme", "Zeta"}}}, {{"size", {10, 20}}});
    add("edge:Knows", {{"_id", {"k0"}}, {"_src", {"p0"}}, {"_dst", {"p1"}}}, {});
  }

  Result<graph::TableViewPtr> table(const schema::EntityType& type) override {
    return views_.at(type.table_key);
  }
  Result<graph::IdIndexPtr> id_index(const schema::EntityType&) override {
    return Error(ErrorCode::kInternal, "no index here");
  }
  size_t reads(const std::string& table_key, const std::string& column) const {
    return reads_.at(table_key)[*views_.at(table_key)->column_index(column)];
  }
  const schema::EntityType* type(const std::string& table_key) const {
    return catalog->find_table(table_key);
  }

  schema::CatalogPtr catalog;

 private:
  void add(const std::string& key,
           const std::map<std::string, std::vector<std::string>>& texts,
           const std::map<std::string, std::vector<std::optional<int64_t>>>& numbers) {
    const schema::EntityType& entity = *catalog->find_table(key);
    columnar::Batch batch;
    batch.row_count = texts.at("_id").size();
    for (const columnar::Field& field : entity.table_schema()) {
      columnar::Builder builder(field.type);
      for (size_t i = 0; i < batch.row_count; ++i) {
        if (texts.contains(field.name)) {
          builder.append_string(texts.at(field.name)[i]);
        } else if (numbers.contains(field.name) && numbers.at(field.name)[i]) {
          builder.append<int64_t>(*numbers.at(field.name)[i]);
        } else {
          builder.append_null();
        }
      }
      batch.columns.push_back(builder.finish());
    }
    graph::TableView::Fragment fragment;
    fragment.row_count = static_cast<uint32_t>(batch.row_count);
    fragment.live_count = fragment.row_count;
    fragment.source = std::make_shared<CountingSource>(std::move(batch), &reads_[key]);
    views_[key] = std::make_shared<graph::TableView>(catalog, entity, std::vector{fragment});
  }

  std::map<std::string, std::vector<size_t>> reads_;
  std::map<std::string, graph::TableViewPtr> views_;
};

EntityColumn entities(std::vector<uint32_t> positions, std::vector<uint16_t> type_index = {}) {
  return {true, std::move(positions), std::move(type_index)};
}

RowBatch batch_of(std::vector<EntityColumn> variables) {
  RowBatch batch;
  batch.row_count = variables[0].positions.size();
  batch.variables = std::move(variables);
  return batch;
}

// A query from its text with a context to run it in.
struct Bench {
  Bench(World& world, const std::string& match, const std::string& result) {
    const std::string source =
        "query q() { match { " + match + " } return { " + result + " as result } }";
    const auto file = query::parse_query_file(source);
    query = query::check_query(world.catalog, file.value().queries[0], source).value();
    context.emplace(ExecContext{*query, world, {}, 0, cancel, {}, nullptr});
  }
  const Expr& result() const { return *read().columns[0].expr; }
  const query::Read& read() const { return std::get<query::Read>(query->body); }

  query::CheckedQueryPtr query;
  CancelToken cancel;
  std::optional<ExecContext> context;
};

ExprPtr make(query::ValueType type, decltype(Expr::node) node) {
  auto expr = std::make_shared<Expr>();
  expr->type = std::move(type);
  expr->node = std::move(node);
  return expr;
}

query::ValueType nullable(ValueKind kind) {
  query::ValueType type;
  type.kind = kind;
  type.nullable = true;
  return type;
}

TEST(Evaluator, ReadsAPropertyOncePerBatch) {
  World world;
  Bench bench(world, "$p: Person", "$p.age > 20 and $p.age < 40 and $p.age != 25");
  Evaluator evaluator(*bench.context, nullptr);
  const RowBatch batch = batch_of({entities({0, 1, 2, 3})});
  EXPECT_EQ(texts(evaluator.evaluate(bench.result(), batch)), "true false false null");
  EXPECT_EQ(world.reads("node:Person", "age"), 4U);
  EXPECT_EQ(texts(evaluator.evaluate(bench.result(), batch)), "true false false null");
  EXPECT_EQ(world.reads("node:Person", "age"), 4U);
  EXPECT_EQ(texts(evaluator.evaluate(bench.result(), batch_of({entities({3, 0})}))), "null true");
  EXPECT_EQ(world.reads("node:Person", "age"), 6U);
}

TEST(Evaluator, RowsThatAreDecidedAreNotRead) {
  World world;
  Bench bench(world, "$p: Person", "$p.name = \"Ana\" and $p.city = \"Rome\"");
  Evaluator evaluator(*bench.context, nullptr);
  EXPECT_EQ(texts(evaluator.evaluate(bench.result(), batch_of({entities({1, 0, 2, 3})}))),
            "false true false false");
  EXPECT_EQ(world.reads("node:Person", "name"), 4U);
  EXPECT_EQ(world.reads("node:Person", "city"), 1U);
  EXPECT_EQ(texts(evaluator.evaluate(bench.result(), batch_of({entities({1, 2})}))), "false false");
  EXPECT_EQ(world.reads("node:Person", "city"), 1U);
}

TEST(Evaluator, SelectGivesTheTrueRows) {
  World world;
  Bench bench(world, "$p: Person", "$p.age >= 30");
  Evaluator evaluator(*bench.context, nullptr);
  EXPECT_EQ(evaluator.select(bench.result(), batch_of({entities({0, 1, 3, 2, 0})})).value(),
            (std::vector<uint32_t>{0, 3, 4}));
  EXPECT_TRUE(evaluator.select(bench.result(), batch_of({entities({})})).value().empty());
}

TEST(Evaluator, FieldsOfAMissingEntityAreNull) {
  World world;
  Bench bench(world, "$p: Person", "$p.name");
  Bench id(world, "$p: Person", "$p.@id");
  Bench type(world, "$p: Person", "$p.@type");
  Bench guarded(world, "$p: Person", "coalesce($p.name, $p.city, \"nobody\")");
  const RowBatch batch = batch_of({entities({kNullRow, 2})});
  EXPECT_EQ(texts(Evaluator(*bench.context, nullptr).evaluate(bench.result(), batch)),
            "null 'Cyd'");
  EXPECT_EQ(texts(Evaluator(*id.context, nullptr).evaluate(id.result(), batch)), "null 'p2'");
  EXPECT_EQ(texts(Evaluator(*type.context, nullptr).evaluate(type.result(), batch)),
            "null 'Person'");
  EXPECT_EQ(texts(Evaluator(*guarded.context, nullptr).evaluate(guarded.result(), batch)),
            "'nobody' 'Cyd'");
}

TEST(Evaluator, ReadsVariablesOfSeveralTypes) {
  World world;
  Bench bench(world, "$x: Named", "$x.name");
  Bench type(world, "$x: Named", "$x.@type");
  Bench id(world, "$x: Named", "case when $x.name = \"Zeta\" then $x.@id else $x.name end");
  ASSERT_EQ(bench.query->variables[0].types.size(), 2U);
  const auto person =
      static_cast<uint16_t>(bench.query->variables[0].types[0]->name == "Person" ? 0 : 1);
  const auto company = static_cast<uint16_t>(1 - person);
  const RowBatch batch =
      batch_of({entities({1, 1, kNullRow, 0, 3}, {company, person, company, company, person})});
  EXPECT_EQ(texts(Evaluator(*bench.context, nullptr).evaluate(bench.result(), batch)),
            "'Zeta' 'Bob' null 'Acme' 'Dan'");
  EXPECT_EQ(texts(Evaluator(*type.context, nullptr).evaluate(type.result(), batch)),
            "'Company' 'Person' null 'Company' 'Person'");
  EXPECT_EQ(texts(Evaluator(*id.context, nullptr).evaluate(id.result(), batch)),
            "'c1' 'Bob' null 'Acme' 'Dan'");
  const RowBatch nobody = batch_of({entities({kNullRow, kNullRow}, {person, company})});
  EXPECT_EQ(texts(Evaluator(*bench.context, nullptr).evaluate(bench.result(), nobody)),
            "null null");
}

TEST(Evaluator, EdgesHaveEnds) {
  World world;
  Bench bench(world, "$a: Person  $a $w:knows $b", "[$w.@src, $w.@dst, $w.@id, $w.@type]");
  RowBatch batch;
  batch.row_count = 2;
  batch.variables.resize(bench.query->variables.size());
  for (size_t v = 0; v < batch.variables.size(); ++v) {
    batch.variables[v] = entities(bench.query->variables[v].kind == ValueKind::kEdge
                                      ? std::vector<uint32_t>{0, kNullRow}
                                      : std::vector<uint32_t>{0, 1});
  }
  EXPECT_EQ(texts(Evaluator(*bench.context, nullptr).evaluate(bench.result(), batch)),
            "['p0' 'p1' 'k0' 'Knows'] [null null null null]");
}

TEST(Evaluator, EntitiesAreEqualByTypeAndPosition) {
  World world;
  Bench equal(world, "$p: Person  $x: Named", "$p = $x");
  Bench unequal(world, "$p: Person  $x: Named", "$p != $x");
  const auto& types = equal.query->variables[1].types;
  const auto person = static_cast<uint16_t>(types[0]->name == "Person" ? 0 : 1);
  const auto company = static_cast<uint16_t>(1 - person);
  const RowBatch batch = batch_of({entities({0, 1, 1, 2, kNullRow, kNullRow}),
                                   entities({0, 1, 2, kNullRow, 0, kNullRow},
                                            {person, company, person, person, person, company})});
  EXPECT_EQ(texts(Evaluator(*equal.context, nullptr).evaluate(equal.result(), batch)),
            "true false false null null null");
  EXPECT_EQ(texts(Evaluator(*unequal.context, nullptr).evaluate(unequal.result(), batch)),
            "false true true null null null");
}

TEST(Evaluator, EntitiesAreTestedForNull) {
  World world;
  Bench bench(world, "$p: Person", "$p is null");
  Bench guarded(world, "$p: Person", "$p is not null and 1 / $p.age > 0");
  const RowBatch batch = batch_of({entities({1, kNullRow})});
  EXPECT_EQ(texts(Evaluator(*bench.context, nullptr).evaluate(bench.result(), batch)),
            "false true");
  EXPECT_EQ(texts(Evaluator(*guarded.context, nullptr).evaluate(guarded.result(), batch)),
            "true false");
}

TEST(Evaluator, AnEmptyBatchRaisesNothing) {
  World world;
  Bench bench(world, "$p: Person", "1 / 0");
  const auto values =
      Evaluator(*bench.context, nullptr).evaluate(bench.result(), batch_of({entities({})}));
  ASSERT_TRUE(values.ok());
  EXPECT_EQ((*values)->length(), 0U);
  EXPECT_EQ((*values)->kind(), columnar::TypeKind::kFloat64);
}

TEST(Evaluator, ConstantsBecomeRows) {
  World world;
  Bench bench(world, "$p: Person", "\"x\" + \"y\"");
  EXPECT_EQ(texts(Evaluator(*bench.context, nullptr)
                      .evaluate(bench.result(), batch_of({entities({0, 0, 1})}))),
            "'xy' 'xy' 'xy'");
}

TEST(Evaluator, WhatNoColumnCanHoldIsAnError) {
  World world;
  Bench bench(world, "$p: Person", "$p");
  EXPECT_EQ(
      texts(Evaluator(*bench.context, nullptr).evaluate(bench.result(), batch_of({entities({0})}))),
      "internal");
  EXPECT_EQ(
      texts(Evaluator(*bench.context, nullptr).evaluate(bench.result(), batch_of({entities({})}))),
      "internal");
  Bench property(world, "$p: Person", "$p.name");
  RowBatch unbound;
  unbound.row_count = 1;
  unbound.variables.resize(1);
  EXPECT_EQ(texts(Evaluator(*property.context, nullptr).evaluate(property.result(), unbound)),
            "internal");
  Bench block(world, "$p: Person", "exists { $p knows $q }");
  EXPECT_EQ(
      texts(Evaluator(*block.context, nullptr).evaluate(block.result(), batch_of({entities({0})}))),
      "internal");
}

TEST(Evaluator, GroupsGiveTheirKeysAndAggregates) {
  World world;
  Bench bench(world, "$p: Person", "1 = 1");
  const ExprPtr key = make(nullable(ValueKind::kI64), query::GroupKeyRef{0});
  const ExprPtr count = make(nullable(ValueKind::kI64), query::AggregateRef{1});
  const ExprPtr zero = make(nullable(ValueKind::kI64), query::Constant{query::Value{int64_t{0}}});
  const ExprPtr some = make(nullable(ValueKind::kBool),
                            query::CompareExpr{query::ast::CompareOp::kNotEqual, count, zero});
  const ExprPtr quotient = make(nullable(ValueKind::kF64),
                                query::ArithmeticExpr{query::ast::BinaryOp::kDivide, key, count});
  const ExprPtr guarded =
      make(nullable(ValueKind::kF64), query::CaseExpr{{{some, quotient}}, nullptr});
  const auto numbers = [](std::vector<int64_t> values) {
    columnar::Builder builder(columnar::TypeKind::kInt64);
    for (const int64_t value : values) {
      builder.append(value);
    }
    return builder.finish();
  };
  GroupedColumns grouped;
  grouped.keys = {numbers({6, 7, 8})};
  grouped.aggregates = {numbers({9, 9, 9}), numbers({2, 0, 4})};
  RowBatch batch;
  batch.row_count = 3;
  Evaluator evaluator(*bench.context, nullptr);
  EXPECT_EQ(texts(evaluator.evaluate(*guarded, batch, &grouped)), "3.0 null 2.0");
  EXPECT_EQ(texts(evaluator.evaluate(*guarded, batch)), "internal");
}

// Answers blocks by the positions it is asked about.
class FakeBlocks final : public BlockRunner {
 public:
  Result<ArrayPtr> exists(const query::Pattern&, const RowBatch& batch) override {
    asked.push_back(batch);
    columnar::Builder builder(columnar::TypeKind::kBool);
    for (const uint32_t position : batch.variables[0].positions) {
      builder.append_bool(position % 2 == 0);
    }
    return builder.finish();
  }
  Result<ArrayPtr> aggregate(const query::AggregateBlockExpr&,
                             const query::ValueType&,
                             const RowBatch& batch) override {
    asked.push_back(batch);
    columnar::Builder builder(columnar::TypeKind::kInt64);
    for (const uint32_t position : batch.variables[0].positions) {
      builder.append<int64_t>(position);
    }
    return builder.finish();
  }
  std::vector<RowBatch> asked;
};

TEST(Evaluator, BlocksSeeTheRowsThatNeedThem) {
  World world;
  Bench bench(world, "$p: Person", "$p.name = \"Bob\" or exists { $p knows $q }");
  FakeBlocks blocks;
  Evaluator evaluator(*bench.context, &blocks);
  RowBatch batch = batch_of({entities({0, 1, 2, 3, 1, 1, 1, 1})});
  batch.origin = {5, 5, 6, 7, 7, 8, 9, 9};
  EXPECT_EQ(texts(evaluator.evaluate(bench.result(), batch)),
            "true true true false true true true true");
  ASSERT_EQ(blocks.asked.size(), 1U);
  EXPECT_EQ(blocks.asked[0].row_count, 3U);
  EXPECT_EQ(blocks.asked[0].variables[0].positions, (std::vector<uint32_t>{0, 2, 3}));
  EXPECT_EQ(blocks.asked[0].origin, (std::vector<uint32_t>{5, 6, 7}));
}

TEST(Evaluator, AggregateBlocksAreOperands) {
  World world;
  Bench bench(world, "$p: Person", "count { $p knows $q } * 10 + 1");
  FakeBlocks blocks;
  EXPECT_EQ(texts(Evaluator(*bench.context, &blocks)
                      .evaluate(bench.result(), batch_of({entities({3, 1})}))),
            "31 11");
}

TEST(Evaluator, DeepExpressionsAreRefusedLongOnesAreNot) {
  World world;
  Bench bench(world, "$p: Person", "1 = 1");
  Evaluator evaluator(*bench.context, nullptr);
  const RowBatch batch = batch_of({entities({0})});
  const ExprPtr truth = make(nullable(ValueKind::kBool), query::Constant{query::Value{true}});
  ExprPtr deep = truth;
  ExprPtr wide = truth;
  for (int i = 0; i < 5000; ++i) {
    deep = make(nullable(ValueKind::kBool), query::NotExpr{deep});
    wide = make(nullable(ValueKind::kBool), query::AndExpr{wide, truth});
  }
  EXPECT_EQ(texts(evaluator.evaluate(*deep, batch)), "resource_exhausted");
  EXPECT_EQ(texts(evaluator.evaluate(*wide, batch)), "true");
  EXPECT_EQ(texts(evaluator.evaluate(*truth, batch)), "true");
}

TEST(ConstantColumn, HoldsEveryKind) {
  const auto column = [](query::Value value, ValueKind kind) {
    return texts(constant_column(value, nullable(kind), 2));
  };
  EXPECT_EQ(column({}, ValueKind::kNull), "null null");
  EXPECT_EQ(column({true}, ValueKind::kBool), "true true");
  EXPECT_EQ(column({int64_t{-5}}, ValueKind::kI32), "-5 -5");
  EXPECT_EQ(column({int64_t{-5}}, ValueKind::kI64), "-5 -5");
  EXPECT_EQ(column({uint64_t{5}}, ValueKind::kU32), "5 5");
  EXPECT_EQ(column({UINT64_MAX}, ValueKind::kU64), "18446744073709551615 18446744073709551615");
  EXPECT_EQ(column({0.5}, ValueKind::kF32), "0.5 0.5");
  EXPECT_EQ(column({0.1}, ValueKind::kF64), "0.1 0.1");
  EXPECT_EQ(column({std::string("x")}, ValueKind::kString), "'x' 'x'");
  EXPECT_EQ(column({std::string("base64:AA==")}, ValueKind::kBlob), "'base64:AA==' 'base64:AA=='");
  EXPECT_EQ(column({int64_t{1}}, ValueKind::kDate), "1970-01-02 1970-01-02");
  EXPECT_EQ(column({int64_t{1}}, ValueKind::kDateTime),
            "1970-01-01T00:00:00.001Z 1970-01-01T00:00:00.001Z");
  query::ValueType list = nullable(ValueKind::kI64);
  list.list = true;
  const auto items = std::make_shared<const query::ValueList>(query::ValueList{{int64_t{1}}, {}});
  EXPECT_EQ(texts(constant_column({items}, list, 2)), "[1 null] [1 null]");
  query::ValueType vector = nullable(ValueKind::kVector);
  vector.dimension = 2;
  const auto numbers = std::make_shared<const std::vector<float>>(std::vector<float>{1.0F, 2.0F});
  const ArrayPtr vectors = constant_column({numbers}, vector, 2);
  EXPECT_EQ(vectors->child(0).value_at<float>(3), 2.0F);
}

}  // namespace
}  // namespace omnigraph::exec

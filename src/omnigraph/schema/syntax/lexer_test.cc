#include "omnigraph/schema/syntax/lexer.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace omnigraph::schema {
namespace {

using testing::ElementsAre;
using testing::Pair;

using Words = std::vector<std::pair<TokenKind, std::string>>;

// Kinds and texts of all tokens but the last, which is the end.
Words words(std::string_view source) {
  Findings findings(source);
  const std::vector<Token> tokens = lex(findings);
  EXPECT_EQ(tokens.back().kind, TokenKind::kEnd);
  Words result;
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    const SourceSpan span = tokens[i].span;
    result.emplace_back(tokens[i].kind, source.substr(span.begin, span.end - span.begin));
  }
  return result;
}

TEST(Lexer, ReadsWordsAsFarAsTheyGo) {
  EXPECT_THAT(words("nodePerson _x Person_2 é"),
              ElementsAre(Pair(TokenKind::kIdentifier, "nodePerson"),
                          Pair(TokenKind::kIdentifier, "_x"),
                          Pair(TokenKind::kTypeName, "Person_2"),
                          Pair(TokenKind::kOther, "é")));
}

TEST(Lexer, TellsRangesFromFloats) {
  EXPECT_THAT(words("0..1 1.5..2.5"),
              ElementsAre(Pair(TokenKind::kInteger, "0"),
                          Pair(TokenKind::kDots, ".."),
                          Pair(TokenKind::kInteger, "1"),
                          Pair(TokenKind::kFloat, "1.5"),
                          Pair(TokenKind::kDots, ".."),
                          Pair(TokenKind::kFloat, "2.5")));
  EXPECT_THAT(words("2e-3 2e 7."),
              ElementsAre(Pair(TokenKind::kFloat, "2e-3"),
                          Pair(TokenKind::kInteger, "2"),
                          Pair(TokenKind::kIdentifier, "e"),
                          Pair(TokenKind::kInteger, "7"),
                          Pair(TokenKind::kOther, ".")));
}

TEST(Lexer, TellsArrowsFromMinus) {
  EXPECT_THAT(words("A->B - >"),
              ElementsAre(Pair(TokenKind::kTypeName, "A"),
                          Pair(TokenKind::kArrow, "->"),
                          Pair(TokenKind::kTypeName, "B"),
                          Pair(TokenKind::kMinus, "-"),
                          Pair(TokenKind::kOther, ">")));
}

TEST(Lexer, DropsCommentsButNotInsideStrings) {
  EXPECT_THAT(words("a // b\n/* c /* \n */ \"// d\" / e"),
              ElementsAre(Pair(TokenKind::kIdentifier, "a"),
                          Pair(TokenKind::kString, "\"// d\""),
                          Pair(TokenKind::kOther, "/"),
                          Pair(TokenKind::kIdentifier, "e")));
}

TEST(Lexer, DecodesStrings) {
  EXPECT_EQ(decode_string(R"("a\"b\\c\n\r\t")"), "a\"b\\c\n\r\t");
  EXPECT_EQ(decode_string("\"two\nlines é\""), "two\nlines é");
  EXPECT_EQ(decode_string("\"\""), "");
  EXPECT_EQ(decode_string("\"open\\"), "open\\");
}

TEST(Lexer, KeepsNulAndControlCharactersAsTokens) {
  EXPECT_THAT(words(std::string_view("a\0b", 3)),
              ElementsAre(Pair(TokenKind::kIdentifier, "a"),
                          Pair(TokenKind::kOther, std::string(1, '\0')),
                          Pair(TokenKind::kIdentifier, "b")));
}

TEST(Lexer, ReportsEachBadEscapeOnce) {
  Findings findings("\"\\q \\\" \\€\"");
  EXPECT_EQ(lex(findings).size(), 2U);
  EXPECT_EQ(findings.to_error().diagnostics().size(), 2U);
}

}  // namespace
}  // namespace omnigraph::schema

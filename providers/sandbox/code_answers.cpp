// SPDX-License-Identifier: GPL-3.0-or-later
//
// Short code in the language that a prompt asks for.
#include "providers/sandbox/material.h"

#include "providers/sandbox/words.h"

#include <array>

namespace patchbay::sandbox {

namespace {

struct Snippets {
    std::string_view word; // in the prompt
    std::string_view fence; // behind the backticks
    std::string_view reverse;
    std::string_view fibonacci;
    std::string_view sum;
};

constexpr std::array<Snippets, 9> languages { {
    { "python", "python", "def reverse(text: str) -> str:\n    return text[::-1]\n\n\nprint(reverse(\"patchbay\"))",
      "def fibonacci(count: int) -> list[int]:\n    numbers = [0, 1]\n    while len(numbers) < count:\n"
      "        numbers.append(numbers[-1] + numbers[-2])\n    return numbers[:count]\n\n\nprint(fibonacci(10))",
      "def total(numbers: list[float]) -> float:\n    return sum(numbers)\n\n\nprint(total([1, 2, 3.5]))" },
    { "typescript", "typescript",
      "export function reverse(text: string): string {\n  return [...text].reverse().join(\"\");\n}",
      "export function fibonacci(count: number): number[] {\n  const numbers = [0, 1];\n  while (numbers.length < "
      "count) {\n"
      "    numbers.push(numbers.at(-1)! + numbers.at(-2)!);\n  }\n  return numbers.slice(0, count);\n}",
      "export function total(numbers: number[]): number {\n  return numbers.reduce((sum, number) => sum + number, "
      "0);\n}" },
    { "javascript", "javascript",
      "function reverse(text) {\n  return [...text].reverse().join(\"\");\n}\n\nconsole.log(reverse(\"patchbay\"));",
      "function fibonacci(count) {\n  const numbers = [0, 1];\n  while (numbers.length < count) {\n"
      "    numbers.push(numbers.at(-1) + numbers.at(-2));\n  }\n  return numbers.slice(0, count);\n}",
      "function total(numbers) {\n  return numbers.reduce((sum, number) => sum + number, 0);\n}" },
    { "c++", "cpp",
      "#include <string>\n\nstd::string reversed(const std::string &text)\n{\n    return { text.rbegin(), text.rend() "
      "};\n}",
      "#include <vector>\n\nstd::vector<int> fibonacci(std::size_t count)\n{\n    std::vector<int> numbers { 0, 1 };\n"
      "    while (numbers.size() < count) {\n        numbers.push_back(numbers.back() + numbers[numbers.size() - "
      "2]);\n    }\n"
      "    numbers.resize(count);\n    return numbers;\n}",
      "#include <numeric>\n#include <vector>\n\ndouble total(const std::vector<double> &numbers)\n{\n"
      "    return std::accumulate(numbers.begin(), numbers.end(), 0.0);\n}" },
    { "rust", "rust", "fn reverse(text: &str) -> String {\n    text.chars().rev().collect()\n}",
      "fn fibonacci(count: usize) -> Vec<u64> {\n    let mut numbers = vec![0, 1];\n    while numbers.len() < count {\n"
      "        let next = numbers[numbers.len() - 1] + numbers[numbers.len() - 2];\n        numbers.push(next);\n    "
      "}\n"
      "    numbers.truncate(count);\n    numbers\n}",
      "fn total(numbers: &[f64]) -> f64 {\n    numbers.iter().sum()\n}" },
    { "java", "java",
      "static String reverse(String text) {\n    return new StringBuilder(text).reverse().toString();\n}",
      "static int[] fibonacci(int count) {\n    int[] numbers = new int[count];\n    for (int i = 1; i < count; i++) "
      "{\n"
      "        numbers[i] = i < 2 ? 1 : numbers[i - 1] + numbers[i - 2];\n    }\n    return numbers;\n}",
      "static double total(double[] numbers) {\n    return java.util.Arrays.stream(numbers).sum();\n}" },
    { "go", "go",
      "func Reverse(text string) string {\n\trunes := []rune(text)\n\tslices.Reverse(runes)\n\treturn string(runes)\n}",
      "func Fibonacci(count int) []int {\n\tnumbers := []int{0, 1}\n\tfor len(numbers) < count {\n"
      "\t\tnumbers = append(numbers, numbers[len(numbers)-1]+numbers[len(numbers)-2])\n\t}\n\treturn "
      "numbers[:count]\n}",
      "func Total(numbers []float64) (sum float64) {\n\tfor _, number := range numbers {\n\t\tsum += "
      "number\n\t}\n\treturn sum\n}" },
    { "bash", "bash", "reverse() {\n  rev <<< \"$1\"\n}\n\nreverse \"patchbay\"",
      "fibonacci() {\n  local a=0 b=1\n  for ((i = 0; i < $1; i++)); do\n    echo \"$a\"\n    ((b = a + b, a = b - "
      "a))\n  done\n}",
      "total() {\n  local sum=0\n  for number in \"$@\"; do\n    ((sum += number))\n  done\n  echo \"$sum\"\n}" },
    { "sql", "sql", "SELECT reverse(name) AS reversed\nFROM customers\nORDER BY name;",
      "WITH RECURSIVE fibonacci(n, a, b) AS (\n    SELECT 1, 0, 1\n    UNION ALL\n    SELECT n + 1, b, a + b FROM "
      "fibonacci WHERE n < 10\n)\n"
      "SELECT a FROM fibonacci;",
      "SELECT customer_id, sum(amount) AS total\nFROM invoices\nGROUP BY customer_id\nORDER BY total DESC\nLIMIT 10;" },
} };

const Snippets &languageOf(std::string_view lower)
{
    for (const Snippets &language : languages) {
        if (hasWord(lower, language.word)) {
            return language;
        }
    }
    if (hasAnyWord(lower, { "shell" })) {
        return languages[7];
    }
    if (hasAnyWord(lower, { "query", "select", "database", "postgres", "sqlite" })) {
        return languages[8];
    }
    return languages[0];
}

} // namespace

bool asksForCode(std::string_view lowerPrompt)
{
    if (hasAnyWord(lowerPrompt, { "function", "script", "snippet", "code", "program", "one-liner" })) {
        return hasAnyWord(lowerPrompt,
                          { "write", "show", "give", "implement", "create", "make", "code", "example", "need" });
    }
    for (const Snippets &language : languages) {
        if (language.word != "go" && hasWord(lowerPrompt, language.word)
            && hasAnyWord(lowerPrompt, { "write", "show", "implement", "query", "reverse", "in" })) {
            return true;
        }
    }
    return false;
}

std::string codeBlock(std::string_view prompt)
{
    const std::string lower = lowerCase(prompt);
    const Snippets &language = languageOf(lower);
    std::string_view code = language.sum;
    if (lower.contains("revers") || lower.contains("palindrom")) {
        code = language.reverse;
    } else if (lower.contains("fibonacci") || lower.contains("sequence")) {
        code = language.fibonacci;
    }
    return "```" + std::string(language.fence) + "\n" + std::string(code) + "\n```";
}

} // namespace patchbay::sandbox

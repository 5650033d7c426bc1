#include "text/sentence.h"

#include <stdexcept>

namespace lanes {

const char Part::signed_number[] = "-";
const char Part::unsigned_number[] = "";

void Part::append_to(std::string& text) const {
  if (text_ != signed_number && text_ != unsigned_number) {
    text.append(text_, static_cast<std::size_t>(value_));
    return;
  }
  std::uint64_t rest = value_;
  if (text_ == signed_number && static_cast<std::int64_t>(value_) < 0) {
    text += '-';
    rest = 0 - rest;
  }
  char digits[20];
  char* first = digits + sizeof digits;
  do {
    *--first = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  text.append(first, static_cast<std::size_t>(digits + sizeof digits - first));
}

void append(std::string& text, std::initializer_list<Part> parts) {
  for (const Part& part : parts) part.append_to(text);
}

std::string sentence(std::initializer_list<Part> parts) {
  std::string text;
  append(text, parts);
  return text;
}

void refuse(std::initializer_list<Part> parts) { throw std::invalid_argument(sentence(parts)); }

}  // namespace lanes

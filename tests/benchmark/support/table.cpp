#include "table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace refocus::benchmark {

using nlohmann::json;

namespace {

std::string cellText(const json &cell)
{
    if (cell.is_null())
        return "–";
    if (cell.is_string())
        return cell.get<std::string>();
    if (!cell.is_number_float())
        return cell.dump();
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", cell.get<double>());
    return text;
}

} // namespace

std::string Table::markdown() const
{
    std::string text = "### " + title + "\n\n|", rule = "|";
    for (const std::string &column : columns) {
        text += ' ' + column + " |";
        rule += "---|";
    }
    text += '\n' + rule + '\n';
    for (const auto &row : rows) {
        text += '|';
        for (const json &cell : row)
            text +=
                ' ' +
                (cell.is_boolean() ? (cell.get<bool>() ? passText : failText) : cellText(cell)) +
                " |";
        text += '\n';
    }
    return text;
}

json Table::toJson() const
{
    json list = json::array();
    for (const auto &row : rows) {
        json object = json::object();
        for (std::size_t i = 0; i < row.size(); ++i)
            object[columns.at(i)] = row[i];
        list.push_back(std::move(object));
    }
    return list;
}

std::string Table::csv() const
{
    const auto quoted = [](const std::string &text) {
        std::string result = "\"";
        for (const char c : text)
            result += c == '"' ? std::string("\"\"") : std::string(1, c);
        return result + '"';
    };
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i)
        text += (i ? "," : "") + quoted(columns[i]);
    text += '\n';
    for (const auto &row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const json &cell = row[i];
            text += i ? "," : "";
            if (cell.is_string())
                text += quoted(cell.get<std::string>());
            else if (!cell.is_null())
                text += cell.is_boolean() ? cell.dump() : cellText(cell);
        }
        text += '\n';
    }
    return text;
}

bool Table::passed() const
{
    return std::ranges::all_of(rows, [](const auto &row) {
        return std::ranges::none_of(row, [](const json &cell) { return cell == json(false); });
    });
}

double rounded(double value, int places)
{
    const double scale = std::pow(10.0, places);
    return std::round(value * scale) / scale;
}

} // namespace refocus::benchmark

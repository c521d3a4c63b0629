#include "evidence/html_text.h"

namespace refocus::evidence {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

struct Character
{
    char32_t code = 0;
    std::size_t length = 0; // In bytes; 0 where it is no UTF-8.
};

Character characterAt(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length)
        return {};
    char32_t code = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80)
            return {};
        code = code << 6U | (byte(i) & 0x3FU);
    }
    const bool overlong = code < (length == 4 ? 0x10000U : length == 3 ? 0x800U : 0x80U);
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    return overlong || surrogate || code > 0x10FFFF ? Character{} : Character{code, length};
}

bool isShown(char32_t code)
{
    const bool control =
        (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0);
    const bool turns = code == 0x061C || code == 0x200E || code == 0x200F ||
                       (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return !control && !turns;
}

} // namespace

std::string escaped(std::string_view text)
{
    std::string html;
    while (!text.empty()) {
        const Character character = characterAt(text);
        if (character.length == 0 || !isShown(character.code))
            html += kReplacement;
        else if (character.code == '&')
            html += "&amp;";
        else if (character.code == '<')
            html += "&lt;";
        else if (character.code == '>')
            html += "&gt;";
        else if (character.code == '"')
            html += "&quot;";
        else if (character.code == '\'')
            html += "&#39;";
        else
            html += text.substr(0, character.length);
        text.remove_prefix(character.length == 0 ? 1 : character.length);
    }
    return html;
}

std::string base64(std::span<const std::uint8_t> bytes)
{
    static constexpr char kDigits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8U | (j < count ? bytes[i + j] : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            text += j <= count ? kDigits[group >> (18 - 6 * j) & 63U] : '=';
    }
    return text;
}

} // namespace refocus::evidence

#include "ui/state/english_plurals.h"

namespace refocus::ui {

QString EnglishPlurals::translate(const char *, const char *sourceText, const char *, int n) const
{
    if (n < 0 || !sourceText)
        return {}; // As it is.
    QString text = QString::fromUtf8(sourceText);
    text.replace(QStringLiteral("(es)"), n == 1 ? QString() : QStringLiteral("es"));
    text.replace(QStringLiteral("(s)"), n == 1 ? QString() : QStringLiteral("s"));
    return text;
}

} // namespace refocus::ui

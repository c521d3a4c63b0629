// "%n source(s)" in English: "1 source", "2 sources". Installed below any other translation, since
// Qt itself resolves plurals only where a translation is loaded.
#pragma once

#include <QTranslator>

namespace refocus::ui {

class EnglishPlurals : public QTranslator
{
    Q_OBJECT

public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *sourceText, const char *disambiguation,
                      int n) const override;
};

} // namespace refocus::ui

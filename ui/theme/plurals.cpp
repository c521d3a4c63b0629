#include "ui/theme/plurals.h"

#include <QCoreApplication>
#include <QTranslator>

namespace refocus::ui {

namespace {

// Answers only texts with a number; tr() puts that in for %n.
class Plurals : public QTranslator
{
public:
    using QTranslator::QTranslator;
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *source, const char *, int n) const override
    {
        QString text = QString::fromUtf8(source);
        if (n < 0 || !text.contains(QLatin1String("s)")))
            return {};
        text.replace(QLatin1String("(es)"), n == 1 ? QString() : QStringLiteral("es"));
        return text.replace(QLatin1String("(s)"), n == 1 ? QString() : QStringLiteral("s"));
    }
};

} // namespace

void installPlurals()
{
    static bool installed = false;
    if (!installed)
        QCoreApplication::installTranslator(new Plurals(QCoreApplication::instance()));
    installed = true;
}

} // namespace refocus::ui

#include "ui/settings/appearance.h"

#include <QApplication>
#include <QFontDatabase>
#include <QSettings>

#include <algorithm>

namespace refocus::ui {

namespace {

const QString kTheme = QStringLiteral("theme"), kPoints = QStringLiteral("appearance/points"),
              kScale = QStringLiteral("appearance/scale");

} // namespace

Theme keptTheme()
{
    const QString name = QSettings().value(kTheme).toString();
    return name == QStringLiteral("dark")    ? Theme::Dark
           : name == QStringLiteral("light") ? Theme::Light
                                             : Theme::System;
}

void keepTheme(Theme theme)
{
    QSettings().setValue(kTheme, theme == Theme::Dark    ? QStringLiteral("dark")
                                 : theme == Theme::Light ? QStringLiteral("light")
                                                         : QStringLiteral("system"));
}

int keptFontPoints()
{
    const int points = QSettings().value(kPoints, 0).toInt();
    return points == 0 ? 0 : std::clamp(points, 7, 24);
}

void keepFontPoints(int points) { QSettings().setValue(kPoints, points); }

void applyFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    if (const int points = keptFontPoints())
        font.setPointSize(points);
    QApplication::setFont(font);
}

int keptScale() { return std::clamp(QSettings().value(kScale, 100).toInt(), 100, 200); }

void keepScale(int percent) { QSettings().setValue(kScale, percent); }

void applyScale()
{
    if (keptScale() != 100 && !qEnvironmentVariableIsSet("QT_SCALE_FACTOR"))
        qputenv("QT_SCALE_FACTOR", QByteArray::number(keptScale() / 100.0));
}

} // namespace refocus::ui

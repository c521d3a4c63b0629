// How the window looks: colours, icons, class marks. UI.md, section "Look". GUI thread only.
#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>
#include <QString>

#include <string_view>

class QApplication;
class QPainter;

namespace refocus::ui {

enum class Theme { System, Light, Dark };

// Fusion with the product's palette and style sheet; System follows the desktop. Widgets that paint
// themselves are repainted (QEvent::PaletteChange). Installs the plurals of plurals.h too.
void applyTheme(QApplication &application, Theme theme);
bool isDark(); // The palette in use.

struct Colours
{
    QColor window, base, raised; // Grounds, from back to front.
    QColor text, muted;
    QColor hairline;
    QColor accent, onAccent;
    QColor warning, danger, ok;
    QColor picture; // Behind footage and thumbnails; dark in both themes.
};
const Colours &colours(); // Of the palette in use.

// resources/icons/<name>.svg in the text's colour; dimmed where disabled, in the accent where on.
QIcon icon(const QString &name);
QIcon icon(const QString &name, const QColor &colour); // In this colour, whatever the state.

// Motion explains or is not there (desktop setting, or REFOCUS_NO_ANIMATION).
bool animate();

// What tells a class apart without reading: colour (Okabe-Ito), shape and letter, fixed by name.
struct ClassStyle
{
    enum class Shape { Square, Circle, Triangle, Diamond, Pentagon, Bar };
    QColor colour;
    Shape shape = Shape::Square;
    QChar letter;
};
ClassStyle classStyle(std::string_view className);
// Text on the class's colour, dark or light, at least 4.5 to 1.
QColor textOn(const QColor &ground);
void paintClassMark(QPainter &painter, const QRectF &box, const ClassStyle &style,
                    bool withLetter = true);

inline constexpr int kGrid = 4, kControl = 28, kRadius = 6;

} // namespace refocus::ui

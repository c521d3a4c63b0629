#include "ui/theme/theme.h"

#include "ui/theme/plurals.h"

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>
#include <QStyleHints>
#include <QToolTip>

#include <cstdlib>

static void initResources() { Q_INIT_RESOURCE(resources); } // Of a static library.

namespace refocus::ui {

namespace {

const Colours kDark{.window = QColor("#16181d"),
                    .base = QColor("#1e2127"),
                    .raised = QColor("#2a2e36"),
                    .text = QColor("#e6e8eb"),
                    .muted = QColor("#9aa3ad"),
                    .hairline = QColor("#343a44"),
                    .accent = QColor("#3b82f6"),
                    .onAccent = QColor("#ffffff"),
                    .warning = QColor("#f59e0b"),
                    .danger = QColor("#f87171"),
                    .ok = QColor("#4ade80"),
                    .picture = QColor("#0c0d10")};
const Colours kLight{.window = QColor("#f6f7f9"),
                     .base = QColor("#ffffff"),
                     .raised = QColor("#e3e6ea"),
                     .text = QColor("#1b1f24"),
                     .muted = QColor("#5b6570"),
                     .hairline = QColor("#d5d9df"),
                     .accent = QColor("#2563eb"),
                     .onAccent = QColor("#ffffff"),
                     .warning = QColor("#b45309"),
                     .danger = QColor("#dc2626"),
                     .ok = QColor("#15803d"),
                     .picture = QColor("#14161a")};
bool dark = true;

// What the desktop says, as far as the palette that Qt made of it tells.
bool desktopIsDark()
{
    static const bool kDesktop = [] {
        const QPalette desktop = QGuiApplication::palette();
        return desktop.color(QPalette::Window).lightness() <
               desktop.color(QPalette::WindowText).lightness();
    }();
    return kDesktop;
}

QPalette paletteOf(const Colours &c)
{
    QPalette palette;
    palette.setColor(QPalette::Window, c.window);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.base);
    palette.setColor(QPalette::AlternateBase, c.window);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::PlaceholderText, c.muted);
    palette.setColor(QPalette::Button, c.raised);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::BrightText, c.danger);
    palette.setColor(QPalette::ToolTipBase, c.raised);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::Highlight, c.accent);
    palette.setColor(QPalette::HighlightedText, c.onAccent);
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::LinkVisited, c.accent);
    palette.setColor(QPalette::Light, c.raised.lighter(110));
    palette.setColor(QPalette::Midlight, c.raised);
    palette.setColor(QPalette::Mid, c.hairline);
    palette.setColor(QPalette::Dark, c.hairline);
    palette.setColor(QPalette::Shadow, c.hairline);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        QColor dimmed = c.muted;
        dimmed.setAlpha(140);
        palette.setColor(QPalette::Disabled, role, dimmed);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, c.raised);
    return palette;
}

QString styleSheetOf(const Colours &c)
{
    QString sheet = QStringLiteral(R"(
        QToolTip { background: @raised; color: @text; border: 1px solid @hairline; padding: 4px; }
        QMainWindow::separator { background: @hairline; width: 1px; height: 1px; }
        QMainWindow::separator:hover { background: @accent; }
        QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; }
        QMenuBar { background: @window; border-bottom: 1px solid @hairline; }
        QMenuBar::item { padding: 4px 10px; background: transparent; }
        QMenuBar::item:selected { background: @raised; border-radius: 4px; }
        QMenu { background: @base; border: 1px solid @hairline; padding: 4px; }
        QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
        QMenu::item:selected { background: @accent; color: @onAccent; }
        QMenu::item:disabled { color: @muted; }
        QMenu::separator { height: 1px; background: @hairline; margin: 4px 8px; }
        QPushButton { min-height: 26px; padding: 0 12px; border: 1px solid @hairline;
                      border-radius: 6px; background: @raised; }
        QPushButton:hover { border-color: @muted; }
        QPushButton:pressed { background: @hairline; }
        QPushButton:focus { border: 1px solid @accent; }
        QPushButton:disabled { color: @muted; background: @window; }
        QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent;
                                      font-weight: 600; }
        QPushButton[primary="true"]:focus { border: 2px solid @text; }
        QPushButton[primary="true"]:disabled { background: @raised; color: @muted;
                                               border-color: @hairline; }
        QToolButton { min-height: 24px; min-width: 24px; margin: 1px; padding: 1px; border: none;
                      border-radius: 6px; }
        QToolButton:hover { margin: 0; border: 1px solid @raised; background: @raised; }
        QToolButton:checked { margin: 0; border: 1px solid @hairline; background: @raised;
                              color: @accent; }
        QToolButton:focus { margin: 0; border: 1px solid @accent; }
        QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateTimeEdit, QTimeEdit, QDateEdit {
            min-height: 26px; padding: 0 8px; border: 1px solid @hairline; border-radius: 6px;
            background: @base; selection-background-color: @accent; }
        QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QTimeEdit:focus,
        QDateTimeEdit:focus { border-color: @accent; }
        QLineEdit { lineedit-clear-button-icon: url(:/icons/clear-line.svg); }
        QLineEdit > QToolButton { min-height: 0; min-width: 0; margin: 0; padding: 0; }
        QComboBox::drop-down { border: none; width: 20px; }
        QComboBox::down-arrow { image: url(:/icons/arrow-down.svg); width: 14px; height: 14px; }
        QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 18px;
                     background: transparent; }
        QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {
                     background: @raised; }
        QAbstractSpinBox::up-arrow { image: url(:/icons/arrow-up.svg); width: 12px; height: 12px; }
        QAbstractSpinBox::down-arrow { image: url(:/icons/arrow-down.svg); width: 12px;
                                       height: 12px; }
        QComboBox QAbstractItemView { background: @base; border: 1px solid @hairline;
                                      selection-background-color: @accent; }
        QScrollBar:vertical { width: 10px; background: transparent; margin: 0; }
        QScrollBar:horizontal { height: 10px; background: transparent; margin: 0; }
        QScrollBar::handle { background: @hairline; border-radius: 4px; margin: 1px;
                             min-height: 28px; min-width: 28px; }
        QScrollBar::handle:hover { background: @muted; }
        QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
        QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
        QProgressBar { border: none; background: @raised; border-radius: 3px; max-height: 6px;
                       min-height: 6px; text-align: center; }
        QProgressBar::chunk { background: @accent; border-radius: 3px; }
        QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px;
                     border: 1px solid @muted; background: @base; border-radius: 4px; }
        QRadioButton::indicator { border-radius: 8px; }
        QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: @accent; }
        QCheckBox::indicator:checked { background: @accent; border-color: @accent;
                                       image: url(:/icons/tick-white.svg); }
        QRadioButton::indicator:checked { border: 5px solid @accent; width: 6px; height: 6px;
                                          background: @onAccent; }
        QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @hairline;
                                          background: @window; }
        QTabBar::tab { padding: 6px 12px; border: none; color: @muted; }
        QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
        QHeaderView::section { background: @window; border: none; border-bottom: 1px solid @hairline;
                               padding: 4px 8px; color: @muted; }
        QTableView, QTreeView, QListView { border: none; background: @base; outline: none;
                                           gridline-color: @hairline; }
        QStatusBar { border-top: 1px solid @hairline; }
        QStatusBar::item { border: none; }
        QSplitter::handle { background: @hairline; }
    )");
    const std::pair<const char *, QColor> names[] = {
        {"@window", c.window}, {"@base", c.base}, {"@raised", c.raised}, {"@hairline", c.hairline},
        {"@muted", c.muted},   {"@text", c.text}, {"@accent", c.accent}, {"@onAccent", c.onAccent}};
    // The longer name first, of which the other is no part.
    for (const auto &[name, colour] : names)
        sheet.replace(QLatin1String(name), colour.name());
    return sheet;
}

} // namespace

void applyTheme(QApplication &application, Theme theme)
{
    initResources();
    installPlurals();
    const bool desktop = desktopIsDark(); // Before the palette is changed.
    dark = theme == Theme::Dark || (theme == Theme::System && desktop);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(paletteOf(colours()));
    QToolTip::setPalette(paletteOf(colours()));
    application.setStyleSheet(styleSheetOf(colours()));
}

bool isDark() { return dark; }

const Colours &colours() { return dark ? kDark : kLight; }

bool animate()
{
    static const bool kOff = qEnvironmentVariableIsSet("REFOCUS_NO_ANIMATION");
    return !kOff && QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0;
}

} // namespace refocus::ui

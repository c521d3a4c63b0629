#include "ui/settings/shortcut_sheet.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <numeric>

namespace refocus::ui {

namespace {

constexpr int kMargin = 32, kGap = 32, kHead = 56;
constexpr int kColumn = 300, kNarrowColumn = 260; // Four of these fit into a window of 1280.

} // namespace

ShortcutSheet::ShortcutSheet(const Commands &commands, QWidget *window) : QWidget(window, Qt::Popup)
{
    for (const QString &category : commands.categories()) {
        Group group{category, {}};
        for (const Command &command : commands.all()) {
            const KeySequences keys = command.action->shortcuts();
            if (command.category != category || keys.isEmpty())
                continue;
            QStringList texts;
            for (const QKeySequence &key : keys)
                texts << key.toString(QKeySequence::NativeText);
            group.lines.push_back({command.title(), texts.join(QStringLiteral("  "))});
        }
        if (!group.lines.empty())
            m_groups.push_back(std::move(group));
    }
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Keyboard shortcuts"));
    setAccessibleDescription(tr("Any key closes this sheet"));
    layOut(window->size() - QSize(2 * kMargin, 2 * kMargin));
    move(window->mapToGlobal(window->rect().center()) - rect().center());
}

std::vector<int> sheetColumns(const std::vector<int> &linesOfGroups, int columns)
{
    const auto height = [](int lines) { return lines + 3; }; // Title, and air below.
    int longest = 0, sum = 0;
    for (const int lines : linesOfGroups) {
        longest = std::max(longest, height(lines));
        sum += height(lines);
    }
    // The least height at which all fit when filled one column after the other.
    std::vector<int> places;
    for (int limit = std::max(longest, sum / std::max(1, columns)); limit <= sum; ++limit) {
        places.clear();
        int column = 0, used = 0;
        for (const int lines : linesOfGroups) {
            if (used > 0 && used + height(lines) > limit) {
                ++column;
                used = 0;
            }
            used += height(lines);
            places.push_back(column);
        }
        if (column < columns)
            break;
    }
    return places;
}

void ShortcutSheet::layOut(QSize room)
{
    std::vector<int> lines;
    for (const Group &group : m_groups)
        lines.push_back(static_cast<int>(group.lines.size()));
    const int across = room.width() - kGap;
    m_places = sheetColumns(lines, std::clamp(across / (kNarrowColumn + kGap), 1, 4));
    const int columns = m_places.empty() ? 1 : m_places.back() + 1;
    m_column = std::clamp(across / columns - kGap, kNarrowColumn, kColumn);
    std::vector<int> heights(static_cast<std::size_t>(columns));
    for (std::size_t i = 0; i < m_groups.size(); ++i)
        heights[static_cast<std::size_t>(m_places[i])] += lines[i] + 3;
    const int tallest = std::max(1, *std::ranges::max_element(heights));
    const int least = fontMetrics().height();
    m_line = std::clamp((room.height() - kHead - kGap) / tallest, least, least + 9);
    const QSize all(columns * m_column + (columns + 1) * kGap, tallest * m_line + kHead + kGap / 2);
    resize(all.boundedTo(room));
}

void ShortcutSheet::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    const Colours &c = colours();
    painter.fillRect(event->rect(), isDark() ? c.raised : c.base); // What stands out more.
    painter.setPen(c.hairline);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    QFont title = font();
    title.setPointSizeF(title.pointSizeF() * 1.35);
    title.setWeight(QFont::DemiBold);
    painter.setFont(title);
    painter.setPen(c.text);
    const QRect head(kGap, 12, width() - 2 * kGap, kHead - 20);
    painter.drawText(head, Qt::AlignVCenter | Qt::AlignLeft, tr("Keyboard shortcuts"));
    painter.setFont(font());
    painter.setPen(c.muted);
    painter.drawText(head, Qt::AlignVCenter | Qt::AlignRight,
                     tr("All can be changed in the settings. Esc closes."));

    const QFontMetrics metrics = fontMetrics();
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    int column = -1, y = 0;
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (m_places[i] != column) {
            column = m_places[i];
            y = kHead;
        }
        const int x = kGap + column * (m_column + kGap);
        painter.setFont(bold);
        painter.setPen(c.accent);
        painter.drawText(QRect(x, y, m_column, 2 * m_line), Qt::AlignVCenter, m_groups[i].title);
        y += 2 * m_line;
        painter.setFont(font());
        for (const Line &entry : m_groups[i].lines) {
            const int mostKeys = m_column * 3 / 5;
            const int keysWidth = std::min(metrics.horizontalAdvance(entry.keys), mostKeys);
            painter.setPen(c.text);
            painter.drawText(
                QRect(x, y, m_column - keysWidth - 12, m_line), Qt::AlignVCenter,
                metrics.elidedText(entry.title, Qt::ElideRight, m_column - keysWidth - 12));
            painter.setPen(c.muted);
            painter.drawText(QRect(x, y, m_column, m_line), Qt::AlignVCenter | Qt::AlignRight,
                             metrics.elidedText(entry.keys, Qt::ElideRight, mostKeys));
            y += m_line;
        }
        y += m_line;
    }
}

void ShortcutSheet::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    if (key != Qt::Key_Shift && key != Qt::Key_Control && key != Qt::Key_Alt && key != Qt::Key_Meta)
        close();
}

void ShortcutSheet::mousePressEvent(QMouseEvent *) { close(); }

// Keys are this sheet's while it is there, not the window's shortcuts.
bool ShortcutSheet::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

} // namespace refocus::ui

#include "ui/settings/shortcut_sheet.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <numeric>

namespace refocus::ui {

namespace {

constexpr int kMargin = 32, kColumn = 300, kGap = 32, kHead = 56;

} // namespace

ShortcutSheet::ShortcutSheet(const Commands &commands, QWidget *parent) : QWidget(parent)
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
    if (parent) {
        setGeometry(parent->rect());
        parent->installEventFilter(this);
    }
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

void ShortcutSheet::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &c = colours();
    painter.fillRect(rect(), QColor(0, 0, 0, 150));
    std::vector<int> lines;
    for (const Group &group : m_groups)
        lines.push_back(static_cast<int>(group.lines.size()));
    const int most = std::clamp((width() - 2 * kMargin - kGap) / (kColumn + kGap), 1, 4);
    const std::vector<int> places = sheetColumns(lines, most);
    const int columns = places.empty() ? 1 : places.back() + 1;

    const QFontMetrics metrics(font());
    std::vector<int> heights(static_cast<std::size_t>(columns));
    for (std::size_t i = 0; i < m_groups.size(); ++i)
        heights[static_cast<std::size_t>(places[i])] += lines[i] + 3;
    const int tallest = heights.empty() ? 1 : *std::ranges::max_element(heights);
    const int room = height() - 2 * kMargin - kHead - kGap;
    const int line =
        std::clamp(room / std::max(1, tallest), metrics.height(), metrics.height() + 9);
    const QSize size(columns * kColumn + (columns + 1) * kGap, tallest * line + kHead + kGap / 2);
    QRect card(QPoint(0, 0), size.boundedTo(this->size() - QSize(kMargin, kMargin)));
    card.moveCenter(rect().center());
    painter.setPen(c.hairline);
    painter.setBrush(c.base);
    painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);

    QFont title = font();
    title.setPointSizeF(title.pointSizeF() * 1.35);
    title.setWeight(QFont::DemiBold);
    painter.setFont(title);
    painter.setPen(c.text);
    const QRect head(card.left() + kGap, card.top() + 12, card.width() - 2 * kGap, kHead - 20);
    painter.drawText(head, Qt::AlignVCenter | Qt::AlignLeft, tr("Keyboard shortcuts"));
    painter.setFont(font());
    painter.setPen(c.muted);
    painter.drawText(head, Qt::AlignVCenter | Qt::AlignRight,
                     tr("All can be changed in the settings. Esc closes."));

    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    int column = -1, y = 0;
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (places[i] != column) {
            column = places[i];
            y = card.top() + kHead;
        }
        const int x = card.left() + kGap + column * (kColumn + kGap);
        painter.setFont(bold);
        painter.setPen(c.accent);
        painter.drawText(QRect(x, y, kColumn, 2 * line), Qt::AlignVCenter, m_groups[i].title);
        y += 2 * line;
        painter.setFont(font());
        for (const Line &entry : m_groups[i].lines) {
            const int keysWidth = std::min(metrics.horizontalAdvance(entry.keys), kColumn / 2);
            painter.setPen(c.text);
            painter.drawText(
                QRect(x, y, kColumn - keysWidth - 12, line), Qt::AlignVCenter,
                metrics.elidedText(entry.title, Qt::ElideRight, kColumn - keysWidth - 12));
            painter.setPen(c.muted);
            painter.drawText(QRect(x, y, kColumn, line), Qt::AlignVCenter | Qt::AlignRight,
                             metrics.elidedText(entry.keys, Qt::ElideRight, kColumn / 2));
            y += line;
        }
        y += line;
    }
}

void ShortcutSheet::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    raise();
    setFocus();
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

bool ShortcutSheet::eventFilter(QObject *object, QEvent *event)
{
    if (object == parent() && event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(object, event);
}

} // namespace refocus::ui

#include "ui/panels/notification_bar.h"

#include "ui/theme/rounded.h"
#include "ui/theme/theme.h"

#include <QEnterEvent>
#include <QGraphicsOpacityEffect>
#include <QLabel>
#include <QMainWindow>
#include <QPainter>
#include <QPropertyAnimation>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace refocus::ui {

namespace {

using Level = Notice::Level;

constexpr int kWidth = 360, kMargin = 3 * kGrid;
constexpr int kInfoMs = 5000, kWarningMs = 9000, kFadeMs = 120;

QColor colourOf(Level level)
{
    const Colours &c = colours();
    return level == Level::Error ? c.danger : level == Level::Warning ? c.warning : c.accent;
}

QString iconOf(Level level)
{
    return level == Level::Error     ? QStringLiteral("error")
           : level == Level::Warning ? QStringLiteral("warning")
                                     : QStringLiteral("info");
}

} // namespace

class NotificationBar::Card : public QWidget
{
public:
    Card(Notice notice, NotificationBar *bar) : QWidget(bar), m_notice(std::move(notice))
    {
        m_mark = new QLabel(this);
        m_text = new QLabel(this);
        m_text->setTextFormat(Qt::PlainText);
        m_text->setWordWrap(true);
        m_text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_text->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::MinimumExpanding);
        auto *close = new QToolButton(this);
        close->setIcon(icon(QStringLiteral("reject")));
        close->setAccessibleName(NotificationBar::tr("Close this message"));
        close->setToolTip(NotificationBar::tr("Close"));
        close->setFocusPolicy(Qt::TabFocus);
        connect(close, &QToolButton::clicked, bar, [bar, this] { bar->close(this); });
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(3 * kGrid + 2, 2 * kGrid, 2 * kGrid, 2 * kGrid);
        row->setSpacing(2 * kGrid);
        m_mark->setContentsMargins(0, 4, 0, 0);
        row->addWidget(m_mark, 0, Qt::AlignTop);
        auto *column = new QVBoxLayout;
        column->setContentsMargins(0, 5, 0, 3);
        column->setSpacing(kGrid);
        column->addWidget(m_text);
        if (!m_notice.actionText.isEmpty()) {
            auto *action = new QPushButton(m_notice.actionText, this);
            action->setFocusPolicy(Qt::TabFocus);
            connect(action, &QPushButton::clicked, bar, [bar, this] {
                const auto then = m_notice.action;
                bar->close(this);
                if (then)
                    then();
            });
            column->addWidget(action, 0, Qt::AlignLeft);
        }
        row->addLayout(column, 1);
        row->addWidget(close, 0, Qt::AlignTop);
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, bar, [bar, this] { bar->close(this); });
        showNotice();
        startTimer();
    }

    const Notice &notice() const { return m_notice; }
    void repeat()
    {
        ++m_times;
        showNotice();
        startTimer();
    }
    void stop() { m_timer.stop(); }

protected:
    void enterEvent(QEnterEvent *) override { m_timer.stop(); }
    void leaveEvent(QEvent *) override { startTimer(); }

    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintRounded(painter, rect(), kRadius, colours().hairline, colours().raised);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colourOf(m_notice.level));
        painter.drawRoundedRect(QRectF(4, 8, 3, height() - 16), 1.5, 1.5);
    }

private:
    void showNotice()
    {
        const QString text =
            m_times > 1
                ? NotificationBar::tr("%1 (%n times)", nullptr, m_times).arg(m_notice.sentence)
                : m_notice.sentence;
        m_text->setText(text);
        m_mark->setPixmap(icon(iconOf(m_notice.level), colourOf(m_notice.level)).pixmap(18, 18));
        const QString kind = m_notice.level == Level::Error     ? NotificationBar::tr("Error: ")
                             : m_notice.level == Level::Warning ? NotificationBar::tr("Warning: ")
                                                                : QString();
        setAccessibleName(kind + text);
    }

    void startTimer()
    {
        if (m_notice.level == Level::Error)
            return;
        // Long sentences take longer to read.
        const int reading = static_cast<int>(m_notice.sentence.size()) * 40;
        m_timer.start((m_notice.level == Level::Info ? kInfoMs : kWarningMs) + reading);
    }

    Notice m_notice;
    int m_times = 1;
    QLabel *m_mark, *m_text;
    QTimer m_timer{this};
};

NotificationBar::NotificationBar(QWidget *parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    setAccessibleName(tr("Messages"));
    setFocusPolicy(Qt::NoFocus);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(2 * kGrid);
    parent->installEventFilter(this);
    hide();
}

int NotificationBar::shown() const { return static_cast<int>(m_cards.size()); }

void NotificationBar::notify(Notice notice)
{
    Q_EMIT notified(notice);
    const auto known = std::ranges::find_if(m_cards, [&](const Card *card) {
        return card->notice().sentence == notice.sentence && card->notice().level == notice.level;
    });
    if (known != m_cards.end()) {
        (*known)->repeat();
        return place();
    }
    if (shown() >= kMost) { // An error goes only where all are.
        const auto gone = std::ranges::find_if(
            m_cards, [](const Card *card) { return card->notice().level != Level::Error; });
        close(gone == m_cards.end() ? m_cards.front() : *gone);
    }
    auto *card = new Card(std::move(notice), this);
    m_cards.push_back(card);
    m_layout->addWidget(card);
    card->show();
    if (animate()) {
        auto *effect = new QGraphicsOpacityEffect(card);
        card->setGraphicsEffect(effect);
        auto *fade = new QPropertyAnimation(effect, "opacity", card);
        fade->setDuration(kFadeMs);
        fade->setStartValue(0.0);
        fade->setEndValue(1.0);
        connect(fade, &QPropertyAnimation::finished, card,
                [card] { card->setGraphicsEffect(nullptr); });
        fade->start(QAbstractAnimation::DeleteWhenStopped);
    }
    place();
}

void NotificationBar::closeAll()
{
    while (!m_cards.empty())
        close(m_cards.back());
}

void NotificationBar::close(Card *card)
{
    if (std::erase(m_cards, card) == 0)
        return;
    card->stop();
    m_layout->removeWidget(card);
    card->hide();
    card->deleteLater(); // It may be the one that was clicked.
    place();
}

// At the top right of the parent, as high as the cards are.
void NotificationBar::place()
{
    setVisible(!m_cards.empty());
    if (m_cards.empty())
        return;
    const QWidget *over = parentWidget();
    const int width = std::min(kWidth, over->width() - 2 * kMargin);
    m_layout->activate();
    int height = m_layout->hasHeightForWidth() ? m_layout->heightForWidth(width)
                                               : m_layout->sizeHint().height();
    int top = kMargin;
    if (const auto *window = qobject_cast<const QMainWindow *>(over);
        window && window->menuWidget())
        top += window->menuWidget()->height(); // Which has the jobs in this corner.
    height = std::min(height, over->height() - top - kMargin);
    setGeometry(over->width() - kMargin - width, top, width, height);
    raise();
}

bool NotificationBar::eventFilter(QObject *object, QEvent *event)
{
    if (object == parentWidget() && event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(object, event);
}

} // namespace refocus::ui

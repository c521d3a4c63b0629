// Sentences at the top right of a window, newest below, that never take the focus. Information and
// warnings go after some seconds, unless the mouse is over them; errors stay until closed.
#pragma once

#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace refocus::ui {

struct Notice
{
    enum class Level { Info, Warning, Error };
    Level level = Level::Info;
    QString sentence;
    QString actionText; // Of a button; empty: none.
    std::function<void()> action;
};

class NotificationBar : public QWidget
{
    Q_OBJECT

public:
    explicit NotificationBar(QWidget *parent); // Lies over the parent and follows its size.

    void notify(Notice notice); // The same sentence again is counted, not repeated.
    void info(const QString &sentence) { notify({Notice::Level::Info, sentence, {}, {}}); }
    void warning(const QString &sentence) { notify({Notice::Level::Warning, sentence, {}, {}}); }
    void error(const QString &sentence) { notify({Notice::Level::Error, sentence, {}, {}}); }
    int shown() const;
    void closeAll();

    static constexpr int kMost = 5; // The oldest that may go makes room.

Q_SIGNALS:
    void notified(const refocus::ui::Notice &notice); // For the log.

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    class Card;
    void close(Card *card);
    void place();

    std::vector<Card *> m_cards;
    QVBoxLayout *m_layout;
};

} // namespace refocus::ui

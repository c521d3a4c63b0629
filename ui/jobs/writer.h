// Small writes in the order in which they were asked for, off the GUI thread. Lives on the GUI
// thread; the destructor writes what is left.
#pragma once

#include <QObject>
#include <QThreadPool>

#include <functional>

namespace refocus::ui {

class Writer : public QObject
{
    Q_OBJECT

public:
    explicit Writer(QObject *parent = nullptr);
    ~Writer() override;

    void write(std::function<void()> work); // May throw.
    void flush();                           // Waits until everything is written.

Q_SIGNALS:
    void failed(const QString &sentence);

private:
    QThreadPool m_pool; // Of one thread.
};

} // namespace refocus::ui

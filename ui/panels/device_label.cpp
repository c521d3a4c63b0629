#include "ui/panels/device_label.h"

#include "ui/theme/theme.h"

#include <QEvent>

namespace refocus::ui {

QString deviceText(const EngineInfo &info)
{
    if (info.device.empty())
        return {};
    const bool cpu = info.device == "cpu";
    QString text = QString::fromStdString(info.device).toUpper() + u' ' +
                   QString::fromStdString(info.precision);
    if (cpu && info.threads > 0)
        text += DeviceLabel::tr(" · %n thread(s)", nullptr, info.threads);
    return text;
}

DeviceLabel::DeviceLabel(Workbench &bench, QWidget *parent)
    : QLabel(parent), m_session(bench.session)
{
    setContentsMargins(2 * kGrid, 0, 2 * kGrid, 0);
    setTextFormat(Qt::PlainText);
    connect(&m_session, &CaseSession::infoChanged, this, &DeviceLabel::showInfo);
    connect(&m_session, &CaseSession::opened, this, &DeviceLabel::showInfo);
    connect(&m_session, &CaseSession::closed, this, &DeviceLabel::showInfo);
    showInfo();
}

void DeviceLabel::showInfo()
{
    const EngineInfo &info = m_session.info();
    const bool open = m_session.engine() != nullptr;
    setVisible(open);
    const bool known = !info.device.empty();
    setText(known ? deviceText(info) : tr("choosing a device…"));
    setToolTip(known ? tr("%1\nModel pack %2 (%3)")
                           .arg(QString::fromStdString(info.reason),
                                QString::fromStdString(info.packName),
                                QString::fromStdString(info.packHash.substr(0, 8)))
                     : tr("Devices and precisions are measured once; the fastest is used."));
    setAccessibleName(tr("Device: %1").arg(text()));
    setAccessibleDescription(toolTip());
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, colours().muted);
    setPalette(muted);
}

void DeviceLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::StyleChange)
        showInfo();
}

} // namespace refocus::ui

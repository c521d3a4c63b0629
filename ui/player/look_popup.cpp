#include "ui/player/look_popup.h"

#include "ui/player/readout.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QStringList>

#include <cmath>

namespace refocus::ui {

namespace {

QString signedText(int value)
{
    return value > 0 ? QStringLiteral("+%1").arg(value) : QString::number(value);
}

QString gammaText(double gamma) { return QString::number(gamma, 'f', 2); }

} // namespace

QString lookText(const Adjustment &adjustment)
{
    QStringList parts;
    if (adjustment.brightness != 0)
        parts << LookPopup::tr("brightness %1").arg(signedText(adjustment.brightness));
    if (adjustment.contrast != 0)
        parts << LookPopup::tr("contrast %1").arg(signedText(adjustment.contrast));
    if (adjustment.gamma != 1)
        parts << LookPopup::tr("gamma %1").arg(gammaText(adjustment.gamma));
    if (parts.isEmpty())
        return {};
    return LookPopup::tr("For viewing only: %1").arg(parts.join(QStringLiteral(", ")));
}

LookPopup::LookPopup(QWidget *parent) : QFrame(parent, Qt::Popup)
{
    setObjectName(QStringLiteral("lookPopup"));
    setFrameShape(QFrame::StyledPanel); // A hairline around it.
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(3 * kGrid, 3 * kGrid, 3 * kGrid, 3 * kGrid);
    layout->setHorizontalSpacing(3 * kGrid);
    layout->setVerticalSpacing(2 * kGrid);
    const QString names[] = {tr("Brightness"), tr("Contrast"), tr("Gamma")};
    QSlider **sliders[] = {&m_brightness, &m_contrast, &m_gamma};
    for (int row = 0; row < 3; ++row) {
        auto *label = new QLabel(names[row]);
        auto *slider = *sliders[row] = new QSlider(Qt::Horizontal);
        slider->setRange(-100, 100);
        slider->setPageStep(10);
        slider->setMinimumWidth(180);
        slider->setAccessibleName(names[row]);
        label->setBuddy(slider);
        m_values[row] = new QLabel;
        m_values[row]->setFont(tabularFont(font()));
        m_values[row]->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_values[row]->setMinimumWidth(QFontMetrics(tabularFont(font())).horizontalAdvance("+100"));
        layout->addWidget(label, row, 0);
        layout->addWidget(slider, row, 1);
        layout->addWidget(m_values[row], row, 2);
        connect(slider, &QSlider::valueChanged, this, &LookPopup::valuesChanged);
    }
    auto *hint = new QLabel(tr("Snapshots and exports stay as recorded."));
    hint->setForegroundRole(QPalette::PlaceholderText);
    m_reset = new QPushButton(tr("Reset"));
    connect(m_reset, &QPushButton::clicked, this, [this] { setAdjustment({}); });
    layout->addWidget(hint, 3, 0, 1, 2);
    layout->addWidget(m_reset, 3, 2);
    valuesChanged();
}

Adjustment LookPopup::adjustment() const
{
    const double gamma = std::round(std::pow(5.0, m_gamma->value() / 100.0) * 100) / 100;
    return {m_brightness->value(), m_contrast->value(), gamma};
}

void LookPopup::setAdjustment(const Adjustment &adjustment)
{
    m_brightness->setValue(adjustment.brightness);
    m_contrast->setValue(adjustment.contrast);
    m_gamma->setValue(
        static_cast<int>(std::lround(100 * std::log(adjustment.gamma) / std::log(5))));
}

void LookPopup::valuesChanged()
{
    const Adjustment look = adjustment();
    m_values[0]->setText(signedText(look.brightness));
    m_values[1]->setText(signedText(look.contrast));
    m_values[2]->setText(gammaText(look.gamma));
    m_reset->setEnabled(!look.isNeutral());
    Q_EMIT changed();
}

} // namespace refocus::ui

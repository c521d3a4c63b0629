#include "ui/controls/depth_text.h"

#include "ui/state/time_text.h"

#include <QCoreApplication>

namespace refocus::ui {

namespace {

using Kind = query::Reuse::Kind;

QString tr(const char *text) { return QCoreApplication::translate("refocus::ui::depth", text); }

QString number(int count) { return countText(static_cast<std::uint64_t>(count)); }

} // namespace

QString depthLabel(const DepthInfo &depth)
{
    const nn::Splice &splice = depth.reuse.splice;
    if (depth.reuse.kind == Kind::None)
        return tr("none");
    if (depth.reuse.kind == Kind::Auto)
        return tr("auto");
    return splice.from == splice.to ? QString::number(splice.from)
                                    : QStringLiteral("%1→%2").arg(splice.from).arg(splice.to);
}

QString depthName(const DepthInfo &depth)
{
    const nn::Splice &splice = depth.reuse.splice;
    if (depth.reuse.kind == Kind::None)
        return tr("no reuse, from pixels");
    if (depth.reuse.kind == Kind::Auto)
        return tr("the deepest that costs no accuracy");
    return tr("%1 blocks, splice %1→%2").arg(splice.from).arg(splice.to);
}

QString depthShape(const DepthInfo &depth)
{
    QString text =
        QStringLiteral("%1x%2x%3").arg(depth.shape[0]).arg(depth.shape[1]).arg(depth.shape[2]);
    if (depth.bytesPerPatch > 0)
        text += tr(" · %1 a patch").arg(bytesText(static_cast<double>(depth.bytesPerPatch)));
    return text;
}

QString depthCost(const DepthInfo &depth, Expected expected)
{
    const QString patches =
        expected.patches == 1 ? tr("1 patch") : tr("%1 patches").arg(countText(expected.patches));
    if (expected.patches == 0)
        return depth.msPerPatch > 0 ? tr("about %1 ms a patch").arg(depth.msPerPatch, 0, 'f', 1)
                                    : QString();
    if (expected.kept)
        return tr("at once: %1, kept from before").arg(patches);
    if (depth.msPerPatch <= 0)
        return tr("%1, time not measured yet").arg(patches);
    const double seconds = depth.msPerPatch * static_cast<double>(expected.patches) / 1000;
    const QString time =
        seconds < 0.1 ? tr("less than 0.1 s") : tr("about %1").arg(spanText(seconds));
    return (expected.exact ? tr("%1 for %2") : tr("%1 for some %2")).arg(time, patches);
}

QString depthWarning(const DepthInfo &depth)
{
    QStringList parts;
    if (!depth.retrained)
        parts << tr("Un-retrained: expect wrong answers.");
    if (!depth.mapsKept && depth.reuse.kind != Kind::None)
        parts << tr("Maps are not kept in every source: from pixels there.");
    return parts.join(QLatin1Char(' '));
}

QString depthPhrase(const query::Reuse &reuse)
{
    if (reuse.kind == Kind::None)
        return tr("no reuse");
    if (reuse.kind == Kind::Auto)
        return tr("auto");
    const nn::Splice &splice = reuse.splice;
    return splice.from != splice.to ? tr("splice %1→%2").arg(splice.from).arg(splice.to)
           : splice.from == 1       ? tr("1 block")
                                    : tr("%1 blocks").arg(splice.from);
}

QString shiftText(const DepthShift &shift)
{
    const QString shown = depthPhrase(shift.shown);
    if (sameReuse(shift.shown, shift.baseline))
        return shown;
    const QString baseline = depthPhrase(shift.baseline);
    if (shift.appeared == 0 && shift.gone == 0)
        return tr("%1 · the same as with %2").arg(shown, baseline);
    if (shift.gone == 0)
        return tr("%1 · %2 more than with %3").arg(shown, number(shift.appeared), baseline);
    if (shift.appeared == 0)
        return tr("%1 · %2 fewer than with %3").arg(shown, number(shift.gone), baseline);
    return tr("%1 · %2 more, %3 fewer than with %4")
        .arg(shown, number(shift.appeared), number(shift.gone), baseline);
}

QString shiftShortText(const DepthShift &shift)
{
    const nn::Splice &splice = shift.shown.splice;
    QString text = shift.shown.kind != Kind::Splice ? depthPhrase(shift.shown)
                   : splice.from == splice.to       ? tr("reuse %1").arg(splice.from)
                                              : tr("reuse %1→%2").arg(splice.from).arg(splice.to);
    if (shift.appeared > 0)
        text += QStringLiteral(" +%1").arg(number(shift.appeared));
    if (shift.gone > 0)
        text += QStringLiteral(" −%1").arg(number(shift.gone));
    if (shift.appeared == 0 && shift.gone == 0 && !sameReuse(shift.shown, shift.baseline))
        text += tr(", same");
    return text;
}

QString changeText(Change change, const DepthShift &shift)
{
    if (change == Change::Appeared)
        return tr("Only with %1, not with %2")
            .arg(depthPhrase(shift.shown), depthPhrase(shift.baseline));
    if (change == Change::Gone)
        return tr("Not with %1; found with %2")
            .arg(depthPhrase(shift.shown), depthPhrase(shift.baseline));
    return {};
}

} // namespace refocus::ui

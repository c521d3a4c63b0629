#include "ui/query/question_book.h"

#include "base/error.h"

#include <algorithm>
#include <utility>

namespace refocus::ui {

namespace {

constexpr char kSaved[] = "query", kAsked[] = "history";

std::string numberName(int number)
{
    return QStringLiteral("%1").arg(number, 8, 10, QLatin1Char('0')).toStdString();
}

bool goesBefore(const KeptQuestion &a, const KeptQuestion &b)
{
    if (a.saved != b.saved)
        return a.saved;
    if (!a.saved)
        return a.name > b.name;
    const int order = QString::compare(QString::fromStdString(a.name),
                                       QString::fromStdString(b.name), Qt::CaseInsensitive);
    return order != 0 ? order < 0 : a.name < b.name;
}

std::vector<KeptQuestion> read(Engine &engine, bool saved)
{
    std::vector<KeptQuestion> questions;
    for (const auto &[name, json] : engine.values(saved ? kSaved : kAsked)) {
        try {
            questions.push_back({saved, name, questionFromJson(json), whenFromJson(json)});
        } catch (const Error &) { // One that a later version wrote: it stays, unseen.
        }
    }
    return questions;
}

} // namespace

QuestionBook::QuestionBook(CaseSession &session, QuerySession &query, QObject *parent)
    : QAbstractListModel(parent), m_session(session), m_query(query),
      m_load(tr("Reading saved questions"))
{
    connect(&session, &CaseSession::opened, this, &QuestionBook::load);
    connect(&session, &CaseSession::closed, this, [this] {
        m_load.cancel();
        beginResetModel();
        m_questions.clear();
        m_early.clear();
        m_removed.clear();
        m_loaded = false;
        endResetModel();
    });
    connect(&query, &QuerySession::started, this, [this] {
        const KeptQuestion asked{false, {}, m_query.draft(), m_query.askedWhen()};
        if (m_loaded)
            remember(asked);
        else
            m_early.push_back(asked);
    });
    if (session.engine())
        load();
}

void QuestionBook::load()
{
    m_load.start([this, engine = m_session.engine()](const Delivery &delivery) {
        std::vector<KeptQuestion> all = read(*engine, true);
        const std::vector<KeptQuestion> history = read(*engine, false);
        all.insert(all.end(), history.rbegin(), history.rend()); // Names sort by age.
        delivery.post([this, all = std::move(all)]() mutable {
            beginResetModel();
            for (KeptQuestion &question : m_questions) // Saved meanwhile.
                if (std::ranges::find(all, question.name, &KeptQuestion::name) == all.end())
                    all.push_back(std::move(question));
            m_questions = std::move(all);
            std::ranges::stable_sort(m_questions, goesBefore);
            endResetModel();
            m_loaded = true;
            for (KeptQuestion &asked : std::exchange(m_early, {}))
                remember(std::move(asked));
        });
    });
}

int QuestionBook::rowFor(const KeptQuestion &question) const
{
    return static_cast<int>(std::ranges::count_if(
        m_questions, [&](const KeptQuestion &other) { return goesBefore(other, question); }));
}

void QuestionBook::insert(KeptQuestion question)
{
    const int row = rowFor(question);
    beginInsertRows({}, row, row);
    m_questions.insert(m_questions.begin() + row, std::move(question));
    endInsertRows();
}

void QuestionBook::remember(KeptQuestion asked)
{
    const std::string text = questionJson(asked.options, asked.when);
    int number = 0;
    for (const KeptQuestion &removed : m_removed) // Its name stays its own.
        number = std::max(number, QString::fromStdString(removed.name).toInt());
    for (int row = static_cast<int>(m_questions.size()) - 1; row >= 0; --row) {
        const KeptQuestion &question = m_questions[static_cast<std::size_t>(row)];
        if (question.saved)
            continue;
        number = std::max(number, QString::fromStdString(question.name).toInt());
        if (questionJson(question.options, question.when) == text) { // Asked again: moves up.
            const KeptQuestion again = question;
            erase(again);
            beginRemoveRows({}, row, row);
            m_questions.erase(m_questions.begin() + row);
            endRemoveRows();
        }
    }
    asked.name = numberName(number + 1);
    put(asked);
    insert(std::move(asked));
    const auto history = std::ranges::count(m_questions, false, &KeptQuestion::saved);
    if (history > kHistory) {
        const int last = static_cast<int>(m_questions.size()) - 1;
        erase(m_questions.back());
        beginRemoveRows({}, last, last);
        m_questions.pop_back();
        endRemoveRows();
    }
}

int QuestionBook::save(const KeptQuestion &question)
{
    KeptQuestion kept = question;
    kept.saved = true;
    kept.name = freeName(question.saved ? QString::fromStdString(question.name)
                                        : questionText(question.options, question.when, zone()));
    put(kept);
    const int row = rowFor(kept);
    insert(std::move(kept));
    return row;
}

void QuestionBook::remove(int row)
{
    m_removed.clear();
    take(row);
}

void QuestionBook::take(int row)
{
    m_removed.push_back(m_questions[static_cast<std::size_t>(row)]);
    erase(m_removed.back());
    beginRemoveRows({}, row, row);
    m_questions.erase(m_questions.begin() + row);
    endRemoveRows();
}

int QuestionBook::restore()
{
    int row = -1;
    for (const KeptQuestion &question : std::exchange(m_removed, {})) {
        put(question);
        row = rowFor(question);
        insert(question);
    }
    return row;
}

void QuestionBook::clearHistory()
{
    m_removed.clear();
    for (int row = static_cast<int>(m_questions.size()) - 1; row >= 0; --row)
        if (!m_questions[static_cast<std::size_t>(row)].saved)
            take(row);
}

std::string QuestionBook::freeName(const QString &wanted) const
{
    const QString base = wanted.trimmed().left(100);
    QString name = base;
    const auto taken = [&](const std::string &text) {
        return std::ranges::any_of(m_questions, [&](const KeptQuestion &question) {
            return question.saved && question.name == text;
        });
    };
    for (int i = 2; taken(name.toStdString()); ++i)
        name = QStringLiteral("%1 (%2)").arg(base).arg(i);
    return name.toStdString();
}

void QuestionBook::put(const KeptQuestion &question)
{
    if (!m_session.writable())
        return; // Kept until the window closes.
    m_session.write([kind = question.saved ? kSaved : kAsked, name = question.name,
                     json = questionJson(question.options, question.when)](Engine &engine) {
        engine.putValue(kind, name, json);
    });
}

void QuestionBook::erase(const KeptQuestion &question)
{
    if (!m_session.writable())
        return;
    m_session.write([kind = question.saved ? kSaved : kAsked,
                     name = question.name](Engine &engine) { engine.eraseValue(kind, name); });
}

std::string QuestionBook::zone() const
{
    const auto &lanes = m_session.axis().lanes();
    return lanes.empty() ? std::string() : lanes.front().timeZone;
}

int QuestionBook::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_questions.size());
}

QVariant QuestionBook::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const KeptQuestion &question = m_questions[static_cast<std::size_t>(index.row())];
    const QString text = questionText(question.options, question.when, zone());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return question.saved ? QString::fromStdString(question.name) : text;
    case Qt::ToolTipRole:
    case DetailRole:
        return text;
    case Qt::AccessibleTextRole:
        return question.saved ? tr("Saved: %1").arg(QString::fromStdString(question.name))
                              : tr("Asked: %1").arg(text);
    case SavedRole:
        return question.saved;
    default:
        return {};
    }
}

bool QuestionBook::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString wanted = value.toString().trimmed();
    if (role != Qt::EditRole || !index.isValid() || wanted.isEmpty())
        return false;
    const int row = index.row();
    KeptQuestion question = m_questions[static_cast<std::size_t>(row)];
    if (!question.saved) {
        question.saved = true;
        question.name = freeName(wanted);
        put(question);
        insert(std::move(question));
        return true;
    }
    if (question.name == wanted.toStdString())
        return true;
    erase(question);
    question.name = freeName(wanted);
    put(question);
    int target = rowFor(question);
    if (goesBefore(m_questions[static_cast<std::size_t>(row)], question))
        --target; // It counted itself.
    const bool moves = target != row;
    if (moves)
        beginMoveRows({}, row, row, {}, target > row ? target + 1 : target);
    m_questions.erase(m_questions.begin() + row);
    m_questions.insert(m_questions.begin() + target, std::move(question));
    if (moves)
        endMoveRows();
    Q_EMIT dataChanged(this->index(target), this->index(target));
    return true;
}

Qt::ItemFlags QuestionBook::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags usual = QAbstractListModel::flags(index);
    return index.isValid() ? usual | Qt::ItemIsEditable : usual;
}

} // namespace refocus::ui

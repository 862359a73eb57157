// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/spend_command.h"
#include "app/cli/spend_printing.h"
#include "app/cli/vault_session.h"
#include "app/shared/bill_pull.h"
#include "models/format/format.h"
#include "models/spend/reconciliation.h"
#include "models/storage/data_directory.h"
#include "models/vault/vault_keys.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <future>
#include <ostream>

using namespace Qt::StringLiterals;

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--format", true, "openai, anthropic, azure, aws, focus, google, openrouter or csv; told from the fields when left out" },
    { "--provider", true, "as the ledger names it; told from the format when left out" },
    { "--map", true, "of a CSV, as WHAT=COLUMN, again for each: day, model, kind, units, cost, requests, prompt, cached,\n"
                     "                     cache_creation, completion, currency" },
    { "--timezone", true, "that the provider cuts its days in; its usual one when left out" },
    { "--pull", true, "openai, anthropic or openrouter: asked for its bill, instead of a file" },
    { "--from", true, "--pull: the first day, as in 2026-11-01; the first of this month when left out" },
    { "--to", true, "--pull: the last day; yesterday when left out" },
    { "--key", true, "--pull: a key by its name in the environment or the vault; OPENAI_ADMIN_KEY, ANTHROPIC_ADMIN_KEY or\n"
                     "                     OPENROUTER_MANAGEMENT_KEY when left out" },
    { "--passphrase-fd", true, "--pull: unlocks the vault with the passphrase from this descriptor" },
    { "--keep", false, "marks the days as reconciled, with what explains them" },
    { "--json", false, "for machines" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis
    = "spend reconcile FILE [--format F] [--provider P] [--map WHAT=COLUMN …] [--keep]\n"
      "spend reconcile --pull PROVIDER [--from DAY] [--to DAY] [--key NAME] [--passphrase-fd N] [--keep]\n\n"
      "Compares the ledger with a provider's usage or cost export, by day, model and kind of token, and says what\n"
      "explains each difference. What nothing explains is stated. The exit code is 1 where something is unexplained;\n"
      "of an export without amounts, where its tokens or calls differ from the ledger's.";

QString signedMoney(Money money)
{
    return money.nanoDollars < 0 ? u"-"_s + format::money(Money { -money.nanoDollars }) : format::money(money);
}

QJsonValue dollars(const std::optional<Money> &money)
{
    return money ? QJsonValue(QString::fromStdString(toDecimalString(*money))) : QJsonValue();
}

QJsonObject jsonOf(const ReconciledLine &line)
{
    QJsonObject tokens;
    for (std::size_t kind = 0; kind < std::size(line.kinds); ++kind) {
        const KindPair &pair = line.kinds[kind];
        if (pair.ledger || pair.billed) {
            tokens.insert(billedKindName(static_cast<BilledKind>(kind)),
                          QJsonObject { { u"ledger"_s, pair.ledger ? QJsonValue(*pair.ledger) : QJsonValue() },
                                        { u"billed"_s, pair.billed ? QJsonValue(*pair.billed) : QJsonValue() } });
        }
    }
    QJsonArray parts;
    for (const ReconciledLine::Part &part : line.parts) {
        parts.append(QJsonObject { { u"why"_s, differenceWords(part.difference) }, { u"usd"_s, dollars(part.money) }, { u"words"_s, part.words } });
    }
    return { { u"counts"_s, QJsonArray::fromStringList(line.counts) }, { u"day"_s, line.day.toString(Qt::ISODate) }, { u"model"_s, line.model }, { u"ledger_usd"_s, dollars(line.ledger) },
             { u"billed_usd"_s, dollars(line.billed) }, { u"tokens"_s, tokens }, { u"explained"_s, parts },
             { u"unexplained_usd"_s, dollars(line.unexplained()) } };
}

void printJson(const Reconciliation &found, const Bill &bill, std::ostream &out)
{
    QJsonArray lines;
    for (const ReconciledLine &line : found.lines) {
        lines.append(jsonOf(line));
    }
    QJsonObject explained;
    for (auto part = found.explained.cbegin(); part != found.explained.cend(); ++part) {
        explained.insert(differenceWords(static_cast<Difference>(part.key())), dollars(*part));
    }
    const QJsonObject object { { u"provider"_s, found.provider }, { u"format"_s, billFormatName(bill.format) },
                               { u"timezone"_s, QString::fromUtf8(found.zone.id()) }, { u"first_day"_s, found.first.toString(Qt::ISODate) },
                               { u"last_day"_s, found.last.toString(Qt::ISODate) }, { u"read"_s, bill.read }, { u"refused"_s, bill.refused },
                               { u"reasons"_s, QJsonArray::fromStringList(bill.reasons) }, { u"ledger_usd"_s, dollars(found.ledger) },
                               { u"billed_usd"_s, found.withoutAmounts ? QJsonValue() : dollars(found.billed) }, { u"agrees"_s, found.agrees() }, { u"explained"_s, explained },
                               { u"unexplained_usd"_s, dollars(found.unexplained) }, { u"lines"_s, lines } };
    out << QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString() << '\n';
}

void printSums(const Reconciliation &found, std::ostream &out)
{
    out << found.provider.toStdString() << ", " << found.first.toString(Qt::ISODate).toStdString() << " to "
        << found.last.toString(Qt::ISODate).toStdString() << " in " << found.zone.id().toStdString() << ": ";
    if (found.withoutAmounts) {
        const auto different = std::ranges::count_if(found.lines, &ReconciledLine::differs);
        out << "the bill tells no amounts, its tokens and calls were compared: "
            << (different == 0 ? "all " + std::to_string(found.lines.size()) + " lines (a day of a model each) agree"
                               : std::to_string(different) + " of " + std::to_string(found.lines.size()) + " lines (a day of a model each) differ")
            << "; ledger " << format::money(found.ledger).toStdString() << '\n';
        return;
    }
    out << "billed " << format::money(found.billed).toStdString() << ", ledger " << format::money(found.ledger).toStdString() << '\n';
    for (auto part = found.explained.cbegin(); part != found.explained.cend(); ++part) {
        out << "  " << differenceWords(static_cast<Difference>(part.key())).toStdString() << ": " << signedMoney(*part).toStdString() << '\n';
    }
    out << "  unexplained: " << signedMoney(found.unexplained).toStdString() << '\n';
}

void printText(const Reconciliation &found, const Bill &bill, std::ostream &out)
{
    for (const ReconciledLine &line : found.lines) {
        if (!line.differs()) {
            continue;
        }
        QStringList why = line.counts;
        for (const ReconciledLine::Part &part : line.parts) {
            why.append(differenceWords(part.difference) + u" ("_s + part.words + u')');
        }
        if (line.unexplained().nanoDollars != 0) {
            why.append(u"unexplained "_s + signedMoney(line.unexplained()));
        }
        out << line.day.toString(Qt::ISODate).toStdString() << "  " << line.model.toStdString();
        if (!found.withoutAmounts) {
            out << "  billed " << (line.billed ? format::money(*line.billed) : u"nothing"_s).toStdString() << ", ledger "
                << (line.ledger ? format::money(*line.ledger) : u"nothing known"_s).toStdString();
        }
        out << ": " << why.join(u"; "_s).toStdString() << '\n';
    }
    printSums(found, out);
    if (bill.refused > 0) {
        out << bill.refused << " of " << bill.read << " records were refused:\n";
        for (const QString &reason : bill.reasons) {
            out << "  " << reason.toStdString() << '\n';
        }
    }
}

Result<QMap<QString, QString>> columnsFrom(const Arguments &arguments)
{
    QMap<QString, QString> columns;
    for (const std::string &pair : arguments.values("--map")) {
        const QString text = QString::fromStdString(pair);
        const qsizetype equals = text.indexOf(u'=');
        if (equals <= 0) {
            return failure(ErrorClass::BadRequest, "--map wants WHAT=COLUMN, as in --map cost=Amount.");
        }
        columns.insert(text.left(equals), text.mid(equals + 1));
    }
    return columns;
}

Result<BillFile> readFile(const Arguments &arguments)
{
    const QString path = QString::fromStdString(arguments.positional().front());
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorClass::BadRequest, "Cannot read " + path.toStdString() + ": " + file.errorString().toStdString() + '.');
    }
    const Result<QMap<QString, QString>> columns = columnsFrom(arguments);
    if (!columns) {
        return std::unexpected(columns.error());
    }
    BillQuestion question { .provider = QString::fromStdString(arguments.value("--provider")), .columns = *columns };
    if (const QString named = QString::fromStdString(arguments.value("--format")); !named.isEmpty()) {
        question.format = billFormatFromName(named);
        if (!question.format) {
            return failure(ErrorClass::BadRequest, "No such format: " + named.toStdString() + '.');
        }
    }
    if (arguments.has("--timezone")) {
        const Result<QTimeZone> zone = zoneFrom(arguments.value("--timezone"));
        if (!zone) {
            return std::unexpected(zone.error());
        }
        question.zone = *zone;
    }
    return readBillFile(file, question).and_then([](BillFile read) -> Result<BillFile> {
        if (read.provider.isEmpty()) {
            return failure(ErrorClass::BadRequest, "The file does not say whose bill it is: --provider openai.");
        }
        return read;
    });
}

// With the provider's own calls; the vault is opened where its passphrase is given.
Result<BillFile> pull(const Arguments &arguments, const Catalog &catalog)
{
    const QDate today = QDateTime::currentDateTimeUtc().date();
    const auto day = [&](const char *name, QDate otherwise) {
        return arguments.has(name) ? QDate::fromString(QString::fromStdString(arguments.value(name)), Qt::ISODate) : otherwise;
    };
    const QDate last = day("--to", today.addDays(-1));
    const QDate first = day("--from", QDate(last.year(), last.month(), 1));
    if (!first.isValid() || !last.isValid()) {
        return failure(ErrorClass::BadRequest, "--from and --to want days, as in 2026-11-01.");
    }
    const std::optional<BillFormat> format = billFormatFromName(QString::fromStdString(arguments.value("--pull")));
    const EnvironmentKeys environment;
    vault::VaultKeys keys(catalog, environment);
    if (arguments.has("--passphrase-fd")) {
        const auto session = VaultSession::open(arguments.value("--data"), arguments.value("--passphrase-fd"));
        if (!session) {
            return std::unexpected(session.error());
        }
        keys.use((*session)->vault().records());
    }
    transport::IoRuntime runtime(1);
    BillPull::Parts parts { catalog, runtime, keys, {}, apiBasesFromEnvironment(catalog, processEnvironment()) };
    transport::proxyFromEnvironment(parts.client);
    std::promise<Result<BillPull::Pages>> told;
    BillPull bill(std::move(parts));
    bill.ask({ .provider = arguments.value("--pull"), .key = arguments.value("--key"), .first = first.toStdSysDays(), .last = last.toStdSysDays() },
             [&](Result<BillPull::Pages> pages) { told.set_value(std::move(pages)); });
    return told.get_future().get().and_then([&](const BillPull::Pages &pages) {
        QList<QByteArray> bytes;
        for (const std::string &page : pages) {
            bytes.append(QByteArray::fromStdString(page));
        }
        return readBillPages(bytes, *format, first, last);
    });
}

// While it is kept the directory is ours: another Patchbay's writer must not wait for us.
Result<void> keep(const Arguments &arguments, const Reconciliation &found)
{
    const Result<DataDirectory> directory = DataDirectory::open(QString::fromStdString(arguments.value("--data")));
    if (!directory) {
        return std::unexpected(directory.error());
    }
    const QString source = arguments.has("--pull") ? u"asked "_s + QString::fromStdString(arguments.value("--pull"))
                                                   : QFileInfo(QString::fromStdString(arguments.positional().front())).fileName();
    return keepReconciliation(directory->ledgerFile(), found, source, SystemClock().now());
}

} // namespace

int spendReconcileCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (!arguments || arguments->has("--help") || arguments->positional().size() != (arguments->has("--pull") ? 0 : 1)) {
        const bool asked = arguments && arguments->has("--help");
        (asked ? streams.out : streams.err) << (arguments ? "" : arguments.error().message + "\n\n") << usageText(synopsis, options);
        return asked ? Done : WrongUsage;
    }
    // Silently left aside they would look as if they had been heeded.
    for (const char *ofPull : { "--from", "--to", "--key", "--passphrase-fd" }) {
        if (arguments->has(ofPull) && !arguments->has("--pull")) {
            streams.err << ofPull << " goes with --pull only; a file is compared whole.\n\n" << usageText(synopsis, options);
            return WrongUsage;
        }
    }
    const Result<BillFile> read = arguments->has("--pull") ? pull(*arguments, catalog) : readFile(*arguments);
    if (!read) {
        return reportError(read.error(), streams.err);
    }
    const QString given = QString::fromStdString(arguments->value("--data"));
    const QString file = DataDirectory::ledgerFileIn(given.isEmpty() ? DataDirectory::defaultPath() : given);
    if (!QFileInfo::exists(file)) {
        Error error = makeError(ErrorClass::NotFound, "There is no ledger to compare the bill with: " + file.toStdString() + ".");
        error.remedy = "Name the data directory that has one: --data DIR.";
        return reportError(error, streams.err);
    }
    const Result<Reconciliation> found = SpendQuery::open(file).and_then(
        [&](const std::unique_ptr<SpendQuery> &query) { return reconcileWith(*query, read->bill, read->provider, read->zone); });
    const Result<void> kept = found && arguments->has("--keep") ? keep(*arguments, *found) : Result<void>();
    if (!found || !kept) {
        return reportError(found ? kept.error() : found.error(), streams.err);
    }
    arguments->has("--json") ? printJson(*found, read->bill, streams.out) : printText(*found, read->bill, streams.out);
    return found->isExplained() ? Done : Failed;
}

} // namespace patchbay::cli

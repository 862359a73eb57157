// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/spend_command.h"
#include "models/ledger/spend_importer.h"
#include "models/storage/data_directory.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <ostream>

using namespace Qt::StringLiterals;

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--format", true, "litellm, openrouter, langfuse or csv; told from the fields when left out" },
    { "--json", false, "for machines" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis
    = "spend import FILE [--format litellm|openrouter|langfuse|csv]\n\n"
      "Spend records of another tool into the ledger: JSON, JSON lines or CSV with a header. Importing the same\n"
      "file again adds nothing. What cannot be read is counted, with the reason of each.";

constexpr qsizetype reasonsShown = 20;

Result<void> openFile(QFile &file)
{
    const bool opened = file.fileName() == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    return opened ? Result<void>()
                  : failure(ErrorClass::BadRequest, "Cannot read " + file.fileName().toStdString() + ": " + file.errorString().toStdString() + '.');
}

void print(const SpendImportCounts &counts, bool json, std::ostream &out)
{
    if (json) {
        const QJsonObject object { { u"format"_s, spendFormatName(counts.format) },
                                   { u"taken"_s, counts.taken },
                                   { u"already_there"_s, counts.known },
                                   { u"rejected"_s, counts.refused },
                                   { u"reasons"_s, QJsonArray::fromStringList(counts.reasons) } };
        out << QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString() << '\n';
        return;
    }
    out << "taken " << counts.taken << "\nalready there " << counts.known << "\nrejected " << counts.refused << '\n';
    for (const QString &reason : counts.reasons.first(std::min(reasonsShown, counts.reasons.size()))) {
        out << "  " << reason.toStdString() << '\n';
    }
    if (counts.refused > reasonsShown) {
        out << "  and " << counts.refused - reasonsShown << " more\n";
    }
}

Result<SpendImportCounts> importFile(const Arguments &arguments, std::optional<SpendFormat> format)
{
    QFile file(QString::fromStdString(arguments.positional().front()));
    if (const Result<void> opened = openFile(file); !opened) {
        return std::unexpected(opened.error());
    }
    const Result<DataDirectory> directory = DataDirectory::open(QString::fromStdString(arguments.value("--data")));
    if (!directory) {
        return std::unexpected(directory.error());
    }
    const SystemClock clock;
    const Result<std::unique_ptr<SqlLedger>> ledger = SqlLedger::open(directory->ledgerFile(), clock);
    if (!ledger) {
        return std::unexpected(ledger.error());
    }
    return importSpend(**ledger, file, format);
}

} // namespace

int spendImportCommand(std::span<const std::string> words, const Streams &streams)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (arguments && arguments->has("--help")) {
        streams.out << usageText(synopsis, options);
        return Done;
    }
    const QString name = arguments ? QString::fromStdString(arguments->value("--format")) : QString();
    const std::optional<SpendFormat> format = spendFormatFromName(name);
    if (!arguments || arguments->positional().size() != 1 || (!name.isEmpty() && !format)) {
        streams.err << (arguments ? std::string("spend import takes one file and one of the formats named below.")
                                  : arguments.error().message)
                    << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    }
    const Result<SpendImportCounts> imported = importFile(*arguments, format);
    if (!imported) {
        return reportError(imported.error(), streams.err);
    }
    print(*imported, arguments->has("--json"), streams.out);
    return Done;
}

} // namespace patchbay::cli

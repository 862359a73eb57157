// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/options.h"

#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

struct OptionRow {
    const char *name;
    const char *value; // null: a flag
    const char *help;
};

constexpr OptionRow rows[] = {
    { "data", "DIR", "keep everything in this directory" },
    { "panel", "NAME", "open this panel first: compare, routing, keys, spend or settings" },
    { "config", "FILE", "open a gateway's configuration in Routing" },
    { "screenshots", "DIR", "render every panel to PNG files and exit" },
    { "theme", "NAME", "light or dark, for screenshots" },
    { "scale", "N", "1 or 2, for screenshots" },
    { "measure", "WHAT", "startup, panes, bay or lock: print the window's own figures and exit" },
    { "help", nullptr, "this text" },
    { "version", nullptr, "the version" },
};

const QStringList panels { u"compare"_s, u"routing"_s, u"keys"_s, u"spend"_s, u"settings"_s };

} // namespace

QString usageText()
{
    QString text = u"usage: patchbay [OPTION]…\n\n"_s;
    for (const OptionRow &row : rows) {
        const QString option = u"  --"_s + QLatin1StringView(row.name) + (row.value ? u" "_s + QLatin1StringView(row.value) : QString());
        text += option.leftJustified(22) + QLatin1StringView(row.help) + u'\n';
    }
    return text;
}

std::expected<WindowOptions, QString> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    for (const OptionRow &row : rows) {
        QCommandLineOption option(QString::fromLatin1(row.name), QString::fromLatin1(row.help));
        if (row.value) {
            option.setValueName(QString::fromLatin1(row.value));
        }
        parser.addOption(option);
    }
    if (!parser.parse(arguments)) {
        return std::unexpected(parser.errorText());
    }
    if (!parser.positionalArguments().isEmpty()) {
        return std::unexpected(u"\"%1\" is not an option."_s.arg(parser.positionalArguments().first()));
    }
    WindowOptions options;
    options.dataDirectory = parser.value(u"data"_s);
    options.panel = parser.value(u"panel"_s);
    options.config = parser.value(u"config"_s);
    options.screenshots = parser.value(u"screenshots"_s);
    options.theme = parser.isSet(u"theme"_s) ? parser.value(u"theme"_s) : u"light"_s;
    options.scale = parser.isSet(u"scale"_s) ? parser.value(u"scale"_s).toInt() : 1;
    options.measure = parser.value(u"measure"_s);
    options.help = parser.isSet(u"help"_s);
    options.version = parser.isSet(u"version"_s);
    if (options.theme != "light"_L1 && options.theme != "dark"_L1) {
        return std::unexpected(u"The theme is light or dark."_s);
    }
    if (options.scale != 1 && options.scale != 2) {
        return std::unexpected(u"The scale is 1 or 2."_s);
    }
    if (!options.measure.isEmpty() && options.measure != "startup"_L1 && options.measure != "panes"_L1
        && options.measure != "bay"_L1 && options.measure != "lock"_L1) {
        return std::unexpected(u"What is measured is startup, panes, bay or lock."_s);
    }
    if (!options.panel.isEmpty() && !panels.contains(options.panel)) {
        return std::unexpected(u"There is no panel \"%1\"; there are: %2."_s.arg(options.panel, panels.join(u", "_s)));
    }
    return options;
}

} // namespace patchbay

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/recovery_page.h"

#include "ui/keys/secret_clipboard.h"
#include "ui/widgets/themed.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr std::size_t groupSize = 4;
constexpr std::size_t groupsALine = 4;

// "ABCD-EFGH-…" on two lines.
QString grouped(const SecretBytes &code)
{
    QString text;
    for (std::size_t at = 0; at < code.bytes().size(); ++at) {
        if (at > 0 && at % groupSize == 0) {
            text += at % (groupSize * groupsALine) == 0 ? u'\n' : u'-';
        }
        text += QLatin1Char(code.bytes()[at]);
    }
    return text;
}

} // namespace

RecoveryPage::RecoveryPage(const KeysContext &context, QWidget *parent)
    : CentredPage(context.theme, u"documentinfo"_s, tr("Write down the recovery code"), parent)
    , m_context(context)
    , m_copy(new QPushButton(tr("Copy"), body()))
    , m_written(new QCheckBox(tr("I have written it down"), body()))
    , m_done(new QPushButton(tr("Open the vault"), body()))
{
    setSentence(tr("It opens the vault when the passphrase is forgotten. It is shown this once and kept nowhere; put it "
                   "on paper, away from this computer."));
    m_label = addText(TypeStep::CodeBlock, Role::Text);
    m_label->setObjectName(u"recoveryCode"_s);
    m_label->setAlignment(Qt::AlignCenter);
    m_label->setMargin(16);
    setBackground(m_label, context.theme, Role::Sunken);
    m_written->setObjectName(u"recoveryWritten"_s);
    m_done->setObjectName(u"recoveryDone"_s);
    setPrimary(m_done);
    setThemedIcon(m_copy, context.theme, u"edit-copy"_s);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_copy);
    row->addStretch(1);
    row->addWidget(m_written);
    row->addWidget(m_done);
    column()->addSpacing(4);
    column()->addLayout(row);
    m_copy->setToolTip(tr("A copy leaves the clipboard after %1 s").arg(context.clipboard.seconds()));
    connect(m_copy, &QPushButton::clicked, this, [this] { m_context.clipboard.put(m_code); });
    const auto enable = [this] {
        setWhyNot(m_done, m_written->isChecked() ? QString() : tr("Write the code down first: it is shown this once"));
    };
    connect(m_written, &QCheckBox::toggled, this, enable);
    connect(m_done, &QPushButton::clicked, this, [this] {
        forget();
        Q_EMIT finished();
    });
    enable();
}

void RecoveryPage::setCode(SecretBytes code)
{
    m_code = std::move(code);
    m_label->setText(grouped(m_code));
    m_written->setChecked(false);
}

void RecoveryPage::forget()
{
    m_code = {};
    QString shown = m_label->text();
    m_label->clear();
    shown.fill(QChar(0));
}

void RecoveryPage::focusFirst()
{
    m_written->setFocus(Qt::OtherFocusReason);
}

} // namespace patchbay

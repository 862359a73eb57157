// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/widgets/gallery_sheets.h"
#include "ui/widgets/markdown_view.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>

namespace patchbay {
namespace {

constexpr char answer[] = R"(**Category** Payroll calculation
**Urgency** P1: pay run closes today 17:00
**Owner** Payroll Engine

**Reply**

Thank you for reporting this so quickly. Our payroll team has found that gross pay is )"
R"(added twice on payslips created after 08:40 today, and a fix is being rolled out before your 17:00 deadline.

```json
{
  "category": "payroll.calc",
  "urgency": "P1",
  "minutes": 12
}
```

### Why P1

- Money is wrong for every employee
- Deadline within the working)";

constexpr char everything[] = R"(# Heading one
## Heading two
Text with `inline code`, *italic*, ~~struck~~ and a [link](https://example.org).

1. First
   - nested bullet that is long enough to wrap onto another line here
   - [x] done
   - [ ] open
2. Second

> A quotation that says something
> over two lines.

| Model | TTFT | Cost |
|:------|-----:|-----:|
| gpt-4o | 388 ms | $0.0029 |
| gemini-2.5-flash | 291 ms | $0.00089 |

---

```python
def total(items):  # sum
    return sum(item["price"] * 1.2 for item in items)
```

<b>HTML</b> is text, math too: $e^{i\pi} = -1$.)";

} // namespace

std::unique_ptr<QWidget> makeMarkdownSheet(const Theme &theme)
{
    auto sheet = std::make_unique<QWidget>();
    auto *row = new QHBoxLayout(sheet.get());
    row->setSpacing(24);
    auto *streaming = new MarkdownView(theme);
    streaming->setCursorVisible(true);
    streaming->append(answer);
    streaming->setFixedWidth(248);
    row->addWidget(streaming, 0, Qt::AlignTop);
    auto *whole = new MarkdownView(theme);
    whole->setMarkdown(everything);
    whole->setFixedWidth(360);
    row->addWidget(whole, 0, Qt::AlignTop);
    auto *selected = new MarkdownView(theme);
    selected->setMarkdown(answer);
    selected->setFixedWidth(248);
    selected->selectAll();
    row->addWidget(selected, 0, Qt::AlignTop);
    return sheet;
}

} // namespace patchbay

internal import RuleEngine

/// Writes a report as one file of HTML that needs nothing else: no script, no font, no image, no network.
struct ReportPage {
  /// A part of the page.
  struct Section {
    let id: StaticString
    let title: String
    let write: (inout HTMLWriter) -> Void
  }

  /// What the file begins with. No other file is overwritten by a report.
  static let signature: StaticString = "<!DOCTYPE html>\n<!-- entrygate report 1 -->\n"

  let report: Report
  let words: ReportWords

  /// The file.
  var bytes: [UInt8] {
    var html = HTMLWriter()
    html.raw(ReportPage.signature)
    html.element("html", ["lang": words.tag, "xmlns": "http://www.w3.org/1999/xhtml"]) { html in
      head(&html)
      html.element("body") { html in
        html.element("a", ["class": "skip", "href": "#content"], text: words.skipToContent)
        html.raw(ChartMark.definitions)
        let sections = sections
        header(sections, &html)
        html.element("main", ["id": "content"]) { html in
          for section in sections {
            html.element("section", ["id": "\(section.id)", "aria-labelledby": "\(section.id)-title"]) { html in
              html.element("h2", ["id": "\(section.id)-title"], text: section.title)
              section.write(&html)
            }
          }
        }
        html.element("footer") { $0.element("p", text: "EntryGate \(EntryGate.version)") }
      }
    }
    html.raw("\n")
    return html.bytes
  }

  private func head(_ html: inout HTMLWriter) {
    html.element("head") { html in
      html.empty("meta", ["charset": "utf-8"])
      html.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
      html.empty("meta", ["name": "color-scheme", "content": "light dark"])
      html.empty("meta", ["name": "referrer", "content": "no-referrer"])
      // Whatever a text of the record were taken for, nothing is loaded and nothing is run.
      html.empty(
        "meta",
        ["http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"])
      html.element("title", text: words.title)
      html.element("style") { $0.raw(ReportStyle.css) }
    }
  }

  private func header(_ sections: [Section], _ html: inout HTMLWriter) {
    html.element("header") { html in
      html.element("h1", text: words.title)
      var lines = [words.subject(report.subject)]
      if let span = report.span {
        let ends = [span.lowerBound, span.upperBound].map { CivilTime(ms: $0).iso8601.prefix(19).split(separator: "T") }
        let first = ends[0].joined(separator: " ")
        lines.append(words.span(first, ends[0][0] == ends[1][0] ? String(ends[1][1]) : ends[1].joined(separator: " ")))
      }
      let limits = report.subject.filter.allLimits
      if !limits.isEmpty { lines.append(words.limited(to: limits)) }
      html.element("p", ["class": "lead"], text: lines.joined(separator: " · "))
      html.element("nav", ["aria-label": words.contents]) { html in
        html.element("ul") { html in
          for section in sections {
            html.element("li") { $0.element("a", ["href": "#\(section.id)"], text: section.title) }
          }
        }
      }
    }
  }

  private var sections: [Section] {
    guard let span = report.span else { return [emptySection] }
    let time = TimeAxis(span)
    let charts = GateCharts(report.gates)
    var sections = [overview(time), health]
    if !charts.list.isEmpty { sections.append(gates(charts, time)) }
    sections.append(entries)
    if let overrides { sections.append(overrides) }
    if let margins { sections.append(margins) }
    sections += [outages(time), statistics, record]
    return sections
  }

  private var emptySection: Section {
    Section(id: "empty", title: words.nothing) { html in
      html.element("p", text: words.nothingToDo(isFiltered: !report.subject.filter.allLimits.isEmpty, report.pruning))
      if !report.unreadable.isEmpty { unreadable(&html) }
    }
  }

  /// What cannot be read is said, not passed over.
  func unreadable(_ html: inout HTMLWriter) {
    html.element("p", ["class": "finding", "role": "note"], text: words.unreadable(report.unreadable))
  }
}

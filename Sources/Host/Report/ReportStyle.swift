/// How a report looks: light and dark, on a phone, on a desk and on paper.
///
/// The colours are those of Okabe and Ito, which the colour-blind can tell apart, made darker on white and lighter on
/// black until text in them can be read (a contrast of at least 4.5).
enum ReportStyle {
  static let css: StaticString = """
    :root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#16202c;--soft:#566273;--edge:#dbe0e7;--grid:#e8ebf0;
    --a:#0a64a8;--x:#b34700;--o:#6a5f00;--q:#0a64a8;--ab:#3d8fcc;--xb:#e0823c;--zone:#0a64a812;--focus:#0a64a8;--tag:#eceff4;
    --warn:#fff4dc;--warne:#e2b84d}
    @media (prefers-color-scheme:dark){:root{--bg:#0e131a;--card:#161d27;--ink:#e8edf4;--soft:#a3afbf;--edge:#2a3543;
    --grid:#232d3a;--a:#6fbdf5;--x:#ff9d5c;--o:#e3d04f;--q:#6fbdf5;--ab:#3d8fcc;--xb:#c96a26;--zone:#6fbdf514;--focus:#6fbdf5;
    --tag:#26313f;--warn:#33290f;--warne:#8a6d1d}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-padding-top:12px}
    body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,
    "PingFang SC","Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;font-variant-numeric:tabular-nums}
    header,main,footer{max-width:1120px;margin:0 auto;padding:0 24px}
    header{padding-top:36px}
    h1{font-size:30px;line-height:1.2;margin:0 0 6px;letter-spacing:-.02em}
    h2{font-size:20px;line-height:1.3;margin:0 0 4px;letter-spacing:-.01em}
    h3{font-size:15px;line-height:1.4;margin:0;font-weight:600}
    p{margin:0}
    .lead{color:var(--soft)}
    .meta,.note,.about{color:var(--soft);font-size:13.5px}
    .about{margin-bottom:16px;max-width:76ch}
    .note{margin-top:10px}
    code{font:.93em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;unicode-bidi:isolate;
    overflow-wrap:break-word}
    a{color:var(--a)}
    nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:8px;margin:18px 0 0;padding:0}
    nav a{display:block;padding:5px 12px;border:1px solid var(--edge);border-radius:999px;background:var(--card);
    text-decoration:none;font-size:14px}
    nav a:hover{border-color:var(--a)}
    section{background:var(--card);border:1px solid var(--edge);border-radius:14px;padding:22px 24px 24px;margin:20px 0;
    overflow-x:auto}
    .skip{position:absolute;left:-9999px}
    .skip:focus{position:static;display:inline-block;margin:8px 0;padding:6px 12px;background:var(--card);
    border:2px solid var(--focus);border-radius:8px}
    :focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
    .tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin:14px 0 20px;padding:0}
    .tiles div{border:1px solid var(--edge);border-radius:10px;padding:12px 14px}
    .tiles dt{color:var(--soft);font-size:13.5px}
    .tiles dd{margin:2px 0 0;font-size:27px;line-height:1.15;font-weight:650;letter-spacing:-.02em}
    .tiles dd small{font-size:13.5px;font-weight:400;color:var(--soft);letter-spacing:0;margin-left:6px}
    .m{font-size:.95em}
    .nb{white-space:nowrap}
    .at,.qt{color:var(--a)}.xt{color:var(--x);font-weight:700}.ot{color:var(--o);font-weight:700}
    .tag{background:var(--tag);color:var(--ink);border-radius:6px;padding:1px 7px;font-size:12px;margin-left:8px;
    font-weight:400;white-space:nowrap}
    figure{margin:0}
    .charts{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:26px 36px}
    .chart{display:flex;flex-direction:column}
    .chart figcaption{flex:1}
    .wide{grid-column:1/-1}
    details .charts{margin-top:14px}
    h3 code{color:var(--soft);font-weight:400;margin-left:4px}
    .counts{font-size:13.5px;display:flex;flex-wrap:wrap;gap:2px 16px;margin-top:2px}
    .plot{display:grid;grid-template-columns:64px minmax(0,1fr);margin-top:4px}
    .plot.full{grid-template-columns:minmax(0,1fr)}
    svg{display:block;overflow:visible}
    svg.defs{position:absolute}
    svg.key{display:inline-block}
    svg text{font-size:12px;fill:var(--soft)}
    .axis text{text-anchor:end}
    .grid line{stroke:var(--grid)}
    .grid text,.mid{text-anchor:middle}
    .need line{stroke:var(--ink);stroke-width:1.4;stroke-dasharray:6 4}
    .need rect{fill:var(--zone)}
    .need text{text-anchor:end;fill:var(--ink);paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
    .line path{fill:none;stroke:var(--soft);stroke-opacity:.5;vector-effect:non-scaling-stroke}
    .hit{fill:transparent;stroke:none}
    .a{fill:var(--a);stroke:var(--card)}
    .q{fill:var(--card);stroke:var(--a);stroke-width:1.5}
    .x{fill:none;stroke:var(--x);stroke-width:2;stroke-linecap:round}
    .o{fill:var(--card);stroke:var(--o);stroke-width:1.8}
    .al{stroke:var(--a)}.ql{stroke:var(--a);stroke-dasharray:3 3}.xl{stroke:var(--x)}
    .al,.ql,.xl{stroke-width:3;stroke-opacity:.45}
    .ab{fill:var(--ab);background:var(--ab)}.xb{fill:var(--xb);background:var(--xb)}
    .p{outline:none}
    .p .t{display:none}
    .p:hover .t,.p:focus .t{display:block}
    svg:hover .p:focus:not(:hover) .t{display:none}
    svg:hover:not(:has(.p:hover)) .p:focus:not(:hover) .t{display:block}
    .p:hover use,.p:focus use{stroke-width:3}
    .p:focus-visible use{outline:2px solid var(--focus);outline-offset:1px;border-radius:9px}
    .p:focus-visible rect{stroke:var(--focus);stroke-width:2}
    .t text{fill:var(--ink);font-size:12.5px}
    .t text:first-child{font-weight:600}
    figure:has(.p:hover,.p:focus) :is(.meta,.counts,.gone){visibility:hidden}
    .t{pointer-events:none}
    .left{text-anchor:start!important}
    details{border-top:1px solid var(--edge);margin-top:14px;padding-top:12px}
    summary{cursor:pointer;color:var(--a);font-weight:600;padding:4px 0}
    table{width:100%;border-collapse:collapse;font-size:14px}
    caption{text-align:left;color:var(--soft);font-size:13.5px;padding:0 0 8px}
    table+table,figure+table,table+figure,p+table,.tables>*+*{margin-top:22px}
    th,td{text-align:left;vertical-align:top;padding:7px 10px;border-top:1px solid var(--edge)}
    th:first-child,td:first-child{padding-left:0}
    th:last-child,td:last-child{padding-right:0}
    thead th{color:var(--soft);font-weight:500;font-size:13px;border-top:0;vertical-align:bottom;word-break:keep-all}
    tbody th{font-weight:500}
    .n{text-align:right}
    .z{color:var(--soft)}
    .bar{display:block;height:5px;border-radius:3px;background:var(--grid);margin-top:5px;overflow:hidden;min-width:56px}
    .bar span{display:block;height:5px}
    .finding{border:1px solid var(--warne);background:var(--warn);border-radius:10px;padding:12px 14px;margin-top:10px}
    .fine{margin-top:6px}
    .proof{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:8px 0 18px;font-size:14px}
    .proof dt{color:var(--soft)}.proof dd{margin:0}
    footer{color:var(--soft);font-size:13.5px;padding-bottom:40px}
    @media (max-width:700px){
    header,main,footer{padding:0 14px}
    header{padding-top:24px}
    h1{font-size:25px}
    section{padding:18px 16px;border-radius:12px;margin:14px 0}
    .tiles{grid-template-columns:1fr 1fr}
    .tiles dd{font-size:23px}
    .tiles dd small{display:block;margin:0}
    .w{display:none}
    .charts{grid-template-columns:minmax(0,1fr)}
    code{overflow-wrap:anywhere}
    .nb{white-space:normal}
    tbody .n{text-align:left}
    nav ul{gap:6px}
    nav a{font-size:13px;padding:4px 10px}
    .proof{grid-template-columns:1fr;gap:0}.proof dd{margin-bottom:8px}
    table,tbody,tr,th,td,caption{display:block;width:100%}
    thead{display:none}
    tbody tr{border-top:1px solid var(--edge);padding:9px 0}
    tbody tr:first-child{border-top:0;padding-top:0}
    tbody th,tbody td{border:0;padding:2px 0;display:grid;grid-template-columns:42% minmax(0,1fr);gap:10px;text-align:left}
    tbody th::before,tbody td::before{content:attr(data-l);color:var(--soft);font-weight:400;font-size:13.5px}
    tbody th{font-weight:600}
    }
    @media print{
    :root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--edge:#bbb;--grid:#ddd;--a:#0a64a8;--x:#b34700;--o:#6a5f00;
    --ab:#3d8fcc;--xb:#e0823c;--zone:#0a64a812;--tag:#eee;--warn:#fff;color-scheme:light}
    body{font-size:11pt}
    header,main,footer{max-width:none;padding:0}
    nav,.skip{display:none}
    section{border:0;padding:8px 0;margin:10px 0;border-radius:0}
    figure,tr,.finding{break-inside:avoid}
    h2,h3,caption{break-after:avoid}
    *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
    }
    @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}

    """
}

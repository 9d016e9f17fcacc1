// What the charts of the benchmarks share: they suit light and dark pages.

export const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', '');
export const pixels = (value) => String(Math.round(value * 10) / 10);

export const chartStyle = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .heading { font-weight: 600; font-size: 15px }
  .quiet { fill: #57606a; font-size: 12px }
  .own { fill: #0969da } .rival { fill: #8c959f } .goal { stroke: #cf222e; stroke-width: 2 } .axis { stroke: #d0d7de }
  .line { fill: none; stroke-width: 2 } .s0 { stroke: #0969da } .s1 { stroke: #1a7f37 } .s2 { stroke: #bf8700 } .s3 { stroke: #8250df }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #8b949e } .own { fill: #58a6ff } .rival { fill: #6e7681 } .goal { stroke: #f85149 } .axis { stroke: #30363d }
    .s0 { stroke: #58a6ff } .s1 { stroke: #3fb950 } .s2 { stroke: #d29922 } .s3 { stroke: #bc8cff }
  }`;

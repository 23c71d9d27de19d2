/* Draws a chart above each table that asks for one. The table is the truth and stays on the page:
   the chart shows its drawn columns, its words and its numbers, and nothing else. */

"use strict";

(() => {
  const root = document.documentElement;
  const LINE_HEIGHT = 44; // pixels a bar that lies

  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  const cellsOf = (row) => [...row.children];

  const rowsOf = (table) =>
    [...table.tBodies[0].rows].filter((row) => !("notDrawn" in row.dataset));

  const seriesOf = (table, rows) =>
    cellsOf(table.tHead.rows[0]).flatMap((head, column) => {
      if (!("drawn" in head.dataset)) return [];
      const cells = rows.map((row) => row.children[column]);
      return [
        {
          label: head.textContent.trim(),
          data: cells.map((cell) => Number(cell.dataset.value)),
          texts: cells.map((cell) => cell.textContent.trim()),
        },
      ];
    });

  const axisNumbers = (table) => {
    const { currency } = table.dataset;
    const form = currency
      ? { style: "currency", currency, maximumFractionDigits: 0 }
      : { maximumFractionDigits: 0 };
    return new Intl.NumberFormat(root.lang, form);
  };

  const coloured = (rows, series, number, isLine) => {
    const shade = colour(`--chart-${number + 1}`);
    const aside = colour("--chart-aside");
    const line = {
      borderDash: number ? [6, 4] : [], // not told apart by colour alone
      borderWidth: 2,
      pointRadius: 2,
      pointStyle: number ? "rect" : "circle",
    };
    return {
      ...series,
      backgroundColor: rows.map((row) => ("aside" in row.dataset ? aside : shade)),
      borderColor: shade,
      ...(isLine ? line : { borderRadius: 3, maxBarThickness: 28 }),
    };
  };

  const scales = (table, isLying) => {
    const numbers = axisNumbers(table);
    const text = colour("--body-quiet-color");
    const amounts = {
      beginAtZero: true,
      border: { display: false },
      grid: { color: colour("--chart-grid") },
      ticks: { color: text, precision: 0, maxTicksLimit: 6, callback: (n) => numbers.format(n) },
    };
    const names = {
      grid: { display: false },
      ticks: { color: text, autoSkip: !isLying, maxRotation: 0, autoSkipPadding: 12 },
    };
    return isLying ? { x: amounts, y: names } : { x: names, y: amounts };
  };

  const settings = (table) => {
    const rows = rowsOf(table);
    const kind = table.dataset.chart;
    const isLying = kind === "bars";
    const series = seriesOf(table, rows);
    return {
      type: kind === "line" ? "line" : "bar",
      data: {
        labels: rows.map((row) => row.children[0].textContent.trim()),
        datasets: series.map((each, number) => coloured(rows, each, number, kind === "line")),
      },
      options: {
        animation: false, // a number needs no show
        indexAxis: isLying ? "y" : "x",
        interaction: { mode: "index", axis: isLying ? "y" : "x", intersect: false },
        layout: { padding: isLying ? { left: 8, right: 40 } : 0 },
        maintainAspectRatio: false,
        plugins: {
          legend: {
            display: series.length > 1,
            align: "start",
            labels: { boxHeight: 6, color: colour("--body-fg"), usePointStyle: kind === "line" },
          },
          tooltip: {
            callbacks: {
              label: ({ dataset, dataIndex }) =>
                ` ${dataset.label}: ${dataset.texts[dataIndex]}`,
            },
          },
        },
        scales: scales(table, isLying),
      },
    };
  };

  const canvasAbove = (table) => {
    const place = document.createElement("div");
    const canvas = document.createElement("canvas");
    const { title, says, chart } = table.dataset;
    place.className = "drawing";
    if (chart === "bars") place.style.height = `${60 + LINE_HEIGHT * rowsOf(table).length}px`;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", [title, says].filter(Boolean).join(". "));
    place.append(canvas);
    const folded = table.closest("details");
    (folded || table.parentElement).before(place);
    if (folded) folded.open = false;
    return canvas;
  };

  // Writes the number of the table at the end of each bar that lies.
  const numbersAtBars = {
    id: "numbersAtBars",
    afterDatasetsDraw(chart) {
      const { ctx, data, options } = chart;
      if (options.indexAxis !== "y") return;
      ctx.save();
      ctx.fillStyle = colour("--body-loud-color");
      ctx.font = `12px ${window.Chart.defaults.font.family}`;
      ctx.textBaseline = "middle";
      data.datasets.forEach(({ texts }, number) =>
        chart
          .getDatasetMeta(number)
          .data.forEach((bar, at) => ctx.fillText(texts[at], bar.x + 6, bar.y)),
      );
      ctx.restore();
    },
  };

  const charts = [];

  const drawAgain = () => {
    for (const { chart, table } of charts) {
      const { data, options } = settings(table);
      chart.data = data;
      chart.options = options;
      chart.update();
    }
  };

  window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  window.Chart.register(numbersAtBars);

  for (const table of document.querySelectorAll("table[data-chart]")) {
    const canvas = canvasAbove(table);
    charts.push({ table, chart: new window.Chart(canvas, settings(table)) });
  }

  // The colours follow the theme: the button of the administration, and the machine's own.
  new MutationObserver(drawAgain).observe(root, { attributeFilter: ["data-theme"] });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAgain);
})();

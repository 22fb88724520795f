// The places of resources as points over the zones: more than the drawn map, where the browser can.
// Everything comes from this site: boundaries, points, library.

const box = document.getElementById("punti");
const ZONES = { fill: "#f2f5f8", line: "#5b6f82" };
const POINT = "#0b4f8a";

function canDraw() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2"));
}

async function read(url) {
  const answer = await fetch(url, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.json();
}

function boundsOf(zones, points) {
  let west = 180, south = 90, east = -180, north = -90;
  const see = (part) => {
    if (typeof part[0] === "number") {
      west = Math.min(west, part[0]); east = Math.max(east, part[0]);
      south = Math.min(south, part[1]); north = Math.max(north, part[1]);
    } else part.forEach(see);
  };
  [...zones.features, ...points.features].forEach((feature) => see(feature.geometry.coordinates));
  return west <= east ? [[west, south], [east, north]] : null;
}

function style(zones, points) {
  return {
    version: 8,
    sources: {
      zones: { type: "geojson", data: zones },
      points: { type: "geojson", data: points },
    },
    layers: [
      { id: "fill", type: "fill", source: "zones", paint: { "fill-color": ZONES.fill } },
      { id: "line", type: "line", source: "zones", paint: { "line-color": ZONES.line, "line-width": 0.8 } },
      {
        id: "points", type: "circle", source: "points",
        paint: { "circle-radius": 6, "circle-color": POINT, "circle-stroke-color": "#fff", "circle-stroke-width": 1.5 },
      },
    ],
  };
}

function choices(features) {
  const list = document.createElement("ul");
  for (const feature of features.slice(0, 8)) {
    const link = document.createElement("a");
    link.href = feature.properties.url;
    link.textContent = feature.properties.title;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  list.className = "points-list";
  return list;
}

async function show() {
  const [zones, points] = await Promise.all([read(box.dataset.zones), read(box.dataset.points)]);
  const bounds = boundsOf(zones, points);
  if (!bounds || !points.features.length) return;
  const library = await import(box.dataset.library);
  library.setWorkerUrl(new URL(box.dataset.worker, document.baseURI).href);
  box.hidden = false;
  const map = new library.Map({
    container: box,
    style: style(zones, points),
    bounds,
    fitBoundsOptions: { padding: 16 },
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    locale: JSON.parse(box.dataset.words),
  });
  map.addControl(new library.NavigationControl({ showCompass: false }));
  map.on("click", "points", (event) => {
    new library.Popup().setLngLat(event.lngLat).setDOMContent(choices(event.features)).addTo(map);
  });
  map.on("mouseenter", "points", () => { map.getCanvas().classList.add("is-choosing"); });
  map.on("mouseleave", "points", () => { map.getCanvas().classList.remove("is-choosing"); });
  const said = document.getElementById("punti-detto");
  if (points.is_cut) said.textContent = box.dataset.cut;
  said.hidden = false;
}

if (box && canDraw()) show().catch(() => { box.hidden = true; });

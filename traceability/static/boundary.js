// Drawing a boundary on a map, and walking it with the phone's GPS. Typing corners and sending a
// file work without this. Nothing is asked of the network but the operator's map tiles, if any.
"use strict";

(function () {
  const EARTH = 6371008.8;
  const field = document.getElementById("boundary");

  function radians(degrees) {
    return (degrees * Math.PI) / 180;
  }

  // A look at the size while drawing; the service measures on the ellipsoid.
  function hectares(corners) {
    let sum = 0;
    corners.forEach(function (one, at) {
      const next = corners[(at + 1) % corners.length];
      sum += radians(next.lng - one.lng) *
        (2 + Math.sin(radians(one.lat)) + Math.sin(radians(next.lat)));
    });
    return Math.abs((sum * EARTH * EARTH) / 2) / 10000;
  }

  function spelled(number) {
    return number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
  }

  // Which side of the line from one to two a point lies on: above 0, below 0, or 0 on it.
  function side(one, two, point) {
    return (two.lng - one.lng) * (point.lat - one.lat) -
      (two.lat - one.lat) * (point.lng - one.lng);
  }

  function cross(one, two, three, four) {
    return side(one, two, three) * side(one, two, four) < 0 &&
      side(three, four, one) * side(three, four, two) < 0;
  }

  // The pairs of edges that cross, each edge by the place of its first corner.
  function crossings(corners) {
    const found = [];
    const count = corners.length;
    for (let one = 0; count > 3 && one < count - 2; one += 1) {
      for (let other = one + 2; other < count; other += 1) {
        if (cross(corners[one], corners[one + 1], corners[other], corners[(other + 1) % count])) {
          found.push([one, other]);
        }
      }
    }
    return found;
  }

  function draw(editor) {
    const around = JSON.parse(editor.dataset.around);
    const state = document.getElementById("editor-state");
    const warning = document.getElementById("editor-crosses");
    const undo = document.getElementById("editor-undo");
    const empty = document.getElementById("editor-clear");
    const old = document.getElementById("editor-old");
    const line = { color: "#1f3a5f", weight: 3, fillOpacity: 0.15, interactive: false };
    // What is drawn: one ring of corners to be edited, or whole polygons with holes or parts that
    // are kept as they are. What was drawn before each step stands in the past.
    let corners = [];
    let kept = [];
    let past = [];
    let markers = [];
    editor.hidden = false;
    const map = L.map("editor-map", { zoomControl: true, attributionControl: true });
    map.attributionControl.setPrefix("Leaflet");
    if (editor.dataset.tiles) {
      L.tileLayer(editor.dataset.tiles, { maxZoom: 19, attribution: editor.dataset.credit })
        .addTo(map);
    }

    function named(name, at, look, anchor) {
      const label = document.createElement("span");
      label.textContent = name;
      return L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({
        className: look, iconSize: [180, 20], iconAnchor: anchor, html: label }) });
    }

    (around.near || []).forEach(function (each) {
      const [name, south, west, north, east] = each;
      L.rectangle([[south, west], [north, east]], { color: "#d9d5cb", weight: 1, fill: false,
        interactive: false }).addTo(map);
      named(name, [(south + north) / 2, (west + east) / 2], "editor-name near", [90, 10])
        .addTo(map);
    });
    if (around.commune) {
      const [south, west, north, east] = around.commune;
      const box = [[south, west], [north, east]];
      L.rectangle(box, { color: "#857f74", weight: 1, dashArray: "6 4", fill: false,
        interactive: false }).addTo(map);
      named(around.name, [north, west], "editor-name", [-4, -4]).addTo(map);
      map.fitBounds(box);
    } else {
      map.setView([22.7, 104.98], 11);
    }
    around.own.forEach(function (each) {
      L.geoJSON(each.shape, { style: { color: "#44525a", weight: 2, fillOpacity: 0.08 },
        interactive: false }).bindTooltip(each.name).addTo(map);
    });
    if (editor.dataset.standing) {
      const before = L.geoJSON(JSON.parse(editor.dataset.standing), { style: { color: "#51606a",
        weight: 2, dashArray: "4 4", fill: false }, interactive: false }).addTo(map);
      map.fitBounds(before.getBounds(), { padding: [40, 40] });
    }
    const shape = L.polygon([], line).addTo(map);
    const whole = L.geoJSON(null, { style: line, interactive: false }).addTo(map);
    const faults = L.layerGroup().addTo(map);

    function ring(points) {
      const closed = points.map(function (each) {
        return [Number(each.lng.toFixed(7)), Number(each.lat.toFixed(7))];
      });
      closed.push(closed[0]);
      return closed;
    }

    // An edge by the numbers of its corners, as the service says them.
    function edge(at) {
      return (at + 1) + "–" + ((at + 1) % corners.length + 1);
    }

    function warn() {
      const found = crossings(corners);
      faults.clearLayers();
      new Set(found.flat()).forEach(function (at) {
        const ends = [corners[at], corners[(at + 1) % corners.length]];
        L.polyline(ends, { color: "#9b1c1c", weight: 5, dashArray: "2 9", interactive: false })
          .addTo(faults);
      });
      warning.hidden = found.length === 0;
      if (found.length) {
        const newest = found[found.length - 1];
        const ends = [corners[newest[1]], corners[(newest[1] + 1) % corners.length]];
        named(editor.dataset.here, L.latLngBounds(ends).getCenter(), "editor-fault", [90, 12])
          .addTo(faults);
        const text = editor.dataset.crosses.replace("{one}", edge(newest[0]))
          .replace("{other}", edge(newest[1]));
        if (warning.lastElementChild.textContent !== text) {
          warning.lastElementChild.textContent = text;
        }
      }
    }

    function told() {
      const polygons = corners.length ? [[ring(corners)]] : kept;
      shape.setLatLngs(corners);
      field.value = polygons.length
        ? JSON.stringify({ type: "MultiPolygon", coordinates: polygons })
        : "";
      state.textContent = corners.length
        ? spelled(corners.length) + " " + editor.dataset.corners +
          (corners.length > 2 && crossings(corners).length === 0
            ? " · " + editor.dataset.measured + " " + spelled(hectares(corners)) + " ha"
            : "")
        : "";
      undo.disabled = past.length === 0;
      empty.disabled = corners.length + kept.length === 0;
      warn();
    }

    function remember() {
      past.push({ corners: corners.slice(), kept: kept });
    }

    function mark(latlng, at) {
      const number = document.createElement("span");
      number.textContent = at + 1;
      const icon = L.divIcon({ className: "editor-corner", iconSize: [36, 36], html: number });
      const marker = L.marker(latlng, { draggable: true, icon: icon, keyboard: false }).addTo(map);
      marker.on("dragstart", remember);
      marker.on("drag", function () {
        corners[at] = marker.getLatLng();
        told();
      });
      markers.push(marker);
    }

    function show(now) {
      markers.forEach(function (each) { each.remove(); });
      markers = [];
      corners = now.corners.slice();
      kept = now.kept;
      corners.forEach(mark);
      whole.clearLayers();
      if (kept.length) {
        whole.addData({ type: "MultiPolygon", coordinates: kept });
      }
      told();
    }

    // One plain ring is edited; what has holes or parts is kept whole.
    function read(text) {
      const value = JSON.parse(text);
      const polygons = value.type === "Polygon" ? [value.coordinates] : value.coordinates;
      if (polygons.length !== 1 || polygons[0].length !== 1) {
        return { corners: [], kept: polygons };
      }
      const points = polygons[0][0].slice(0, -1);
      return { kept: [], corners: points.map(function (each) {
        return L.latLng(each[1], each[0]);
      }) };
    }

    function look() {
      const box = corners.length ? shape.getBounds() : whole.getBounds();
      if (box.isValid()) {
        map.fitBounds(box, { padding: [40, 40] });
      }
    }

    map.on("click", function (event) {
      remember();
      show({ corners: corners.concat([event.latlng]), kept: [] });
    });
    undo.addEventListener("click", function () {
      if (past.length) {
        show(past.pop());
      }
    });
    empty.addEventListener("click", function () {
      remember();
      show({ corners: [], kept: [] });
    });
    if (old) {
      old.addEventListener("click", function () {
        remember();
        show(read(editor.dataset.standing));
        look();
      });
    }
    if (editor.dataset.begun.startsWith("{")) {
      show(read(editor.dataset.begun));
      look();
    } else {
      told();
    }
  }

  function walk(panel) {
    const state = document.getElementById("walk-state");
    const start = document.getElementById("walk-start");
    const stop = document.getElementById("walk-stop");
    const key = panel.dataset.key;
    let lines = [];
    let watching = null;
    let awake = null;
    panel.hidden = false;

    // A call that comes in or a page that is loaded anew must not cost the walk.
    function keep() {
      field.value = lines.join("\n");
      try { window.localStorage.setItem(key, field.value); } catch (_full) { /* goes on */ }
    }

    function told(off) {
      state.textContent = spelled(lines.length) + " " + panel.dataset.points +
        (off === undefined ? "" : " · " + panel.dataset.off + " " + spelled(Math.round(off)) + " m");
    }

    function here(position) {
      const at = position.coords;
      lines.push([at.latitude.toFixed(7), at.longitude.toFixed(7), at.accuracy.toFixed(1)].join(" "));
      keep();
      told(at.accuracy);
    }

    function failed(error) {
      state.textContent = error.code === 1 ? panel.dataset.denied : panel.dataset.lost;
    }

    function end() {
      if (watching !== null) {
        navigator.geolocation.clearWatch(watching);
        watching = null;
      }
      if (awake) {
        awake.release();
        awake = null;
      }
      start.hidden = false;
      stop.hidden = true;
    }

    start.addEventListener("click", function () {
      if (!navigator.geolocation) {
        state.textContent = panel.dataset.lost;
        return;
      }
      watching = navigator.geolocation.watchPosition(here, failed,
        { enableHighAccuracy: true, maximumAge: 0, timeout: 30000 });
      start.hidden = true;
      stop.hidden = false;
      if (navigator.wakeLock) {
        navigator.wakeLock.request("screen").then(function (lock) { awake = lock; },
          function () { /* the screen may go dark; the walk goes on */ });
      }
    });
    stop.addEventListener("click", end);
    document.getElementById("walk-clear").addEventListener("click", function () {
      end();
      lines = [];
      keep();
      told();
    });
    field.form.addEventListener("submit", function () {
      end();
      try { window.localStorage.removeItem(key); } catch (_none) { /* nothing was kept */ }
    });
    let kept = field.value;
    try { kept = kept || window.localStorage.getItem(key) || ""; } catch (_none) { /* none */ }
    lines = kept && !kept.startsWith("{") ? kept.split("\n") : [];
    keep();
    told();
  }

  const editor = document.getElementById("editor");
  const panel = document.getElementById("walk");
  if (editor && window.L) {
    draw(editor);
  }
  if (panel) {
    walk(panel);
  }
})();

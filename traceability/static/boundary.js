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

  function draw(editor) {
    const around = JSON.parse(editor.dataset.around);
    const state = document.getElementById("editor-state");
    const line = { color: "#1f3a5f", weight: 3, fillOpacity: 0.15 };
    let corners = [];
    let markers = [];
    let others = [];
    editor.hidden = false;
    const map = L.map("editor-map", { zoomControl: true, attributionControl: true });
    map.attributionControl.setPrefix("Leaflet");
    if (editor.dataset.tiles) {
      L.tileLayer(editor.dataset.tiles, { maxZoom: 19, attribution: editor.dataset.credit })
        .addTo(map);
    }
    if (around.commune) {
      const [south, west, north, east] = around.commune;
      const box = [[south, west], [north, east]];
      L.rectangle(box, { color: "#857f74", weight: 1, dashArray: "6 4", fill: false,
        interactive: false }).addTo(map);
      const label = document.createElement("span");
      label.textContent = around.name;
      L.marker([north, west], { interactive: false, keyboard: false, icon: L.divIcon({
        className: "editor-name", iconSize: [180, 20], iconAnchor: [-4, -4],
        html: label }) }).addTo(map);
      map.fitBounds(box);
    } else {
      map.setView([22.7, 104.98], 11);
    }
    around.own.forEach(function (each) {
      L.geoJSON(each.shape, { style: { color: "#44525a", weight: 2, fillOpacity: 0.08 },
        interactive: false }).bindTooltip(each.name).addTo(map);
    });
    const shape = L.polygon([], Object.assign({ interactive: false }, line)).addTo(map);

    function ring(points) {
      const closed = points.map(function (each) {
        return [Number(each.lng.toFixed(7)), Number(each.lat.toFixed(7))];
      });
      closed.push(closed[0]);
      return closed;
    }

    function told() {
      const polygons = others.slice();
      if (corners.length > 0) {
        polygons.unshift([ring(corners)]);
      }
      shape.setLatLngs(corners);
      field.value = polygons.length
        ? JSON.stringify({ type: "MultiPolygon", coordinates: polygons })
        : "";
      state.textContent = corners.length
        ? spelled(corners.length) + " " + editor.dataset.corners +
          (corners.length > 2
            ? " · " + editor.dataset.measured + " " + spelled(hectares(corners)) + " ha"
            : "")
        : "";
    }

    function add(latlng) {
      const icon = L.divIcon({ className: "editor-corner", iconSize: [28, 28] });
      const marker = L.marker(latlng, { draggable: true, icon: icon, keyboard: false }).addTo(map);
      markers.push(marker);
      corners.push(latlng);
      marker.on("drag", function () {
        corners[markers.indexOf(marker)] = marker.getLatLng();
        told();
      });
      told();
    }

    function clear() {
      markers.forEach(function (each) { each.remove(); });
      markers = [];
      corners = [];
      others = [];
      told();
    }

    function standing(text) {
      const value = JSON.parse(text);
      const polygons = value.type === "Polygon" ? [value.coordinates] : value.coordinates;
      // One plain ring is edited; what has holes or parts is kept whole and shown beside it.
      if (polygons.length === 1 && polygons[0].length === 1) {
        polygons[0][0].slice(0, -1).forEach(function (each) {
          add(L.latLng(each[1], each[0]));
        });
        map.fitBounds(shape.getBounds(), { padding: [40, 40] });
      } else {
        const kept = L.geoJSON(value, { style: line, interactive: false }).addTo(map);
        map.fitBounds(kept.getBounds(), { padding: [40, 40] });
        others = polygons;
        told();
        document.getElementById("editor-clear").addEventListener("click", function () {
          kept.remove();
        });
      }
    }

    map.on("click", function (event) { add(event.latlng); });
    document.getElementById("editor-undo").addEventListener("click", function () {
      if (markers.length) {
        markers.pop().remove();
        corners.pop();
        told();
      }
    });
    document.getElementById("editor-clear").addEventListener("click", clear);
    if (editor.dataset.standing) {
      standing(editor.dataset.standing);
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

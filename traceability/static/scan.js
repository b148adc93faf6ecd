// Reading labels with the camera into fields that can be typed as well; without this they are typed.
// The reader itself (vendor/qr-scanner) is asked for when the camera is, and from our own origin.

const root = document.getElementById("scan");
const video = root && root.querySelector("video");
const state = root && root.querySelector("[role=status]");
const light = document.getElementById("scan-light");
const CODE = /^[0-9A-HJKMNP-TV-Z]{9,13}$/i;
let scanner = null;
let field = null;
let last = "";

function fields() {
  return root.dataset.fields.split(" ").map(function (id) {
    return document.getElementById(id);
  }).filter(Boolean);
}

// The code at the end of our address, in groups as it is printed; anything else as it was read, an
// address of another host too: the service judges where a label leads.
function spelled(text) {
  const host = (/^https?:\/\/([^/?#]+)/i.exec(text.trim()) || [])[1];
  if (host && host.toLowerCase() !== location.host) {
    return text.trim();
  }
  const code = text.trim().split(/[?#]/)[0].replace(/\/+$/, "").split("/").pop();
  return CODE.test(code) ? code.toUpperCase().replace(/(.{4})(?=.)/g, "$1 ") : text.trim();
}

function say(word) {
  state.textContent = root.dataset[word] || word;
}

function stop() {
  if (scanner) {
    scanner.stop();
  }
  root.hidden = true;
  field = null;
}

// Several labels in one field: each on a line, none twice.
function gathered(text) {
  const lines = field.value.split("\n").map(function (line) { return line.trim(); });
  if (lines.includes(text)) {
    return;
  }
  field.value = lines.filter(Boolean).concat(text).join("\n");
  const count = field.value.split("\n").length;
  say(root.dataset.counted.replace("{count}", count) + " " + text);
  if (root.dataset.tell) {
    tell(field.form);
  }
}

// What the page says of the labels so far: the form is looked at as its own button would, without
// its files, and what came is shown in the place of what stood there; the last one asked counts.
let asked = 0;

async function tell(form) {
  const mine = ++asked;
  const data = new FormData(form);
  form.querySelectorAll("[type=file]").forEach(function (each) { data.delete(each.name); });
  data.append("look", "yes");
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: data });
    const came = new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = came.getElementById(root.dataset.tell);
    const wrong = came.getElementById(field ? field.id + "-error" : "");
    if (mine === asked && answer.ok && told) {
      document.getElementById(root.dataset.tell).innerHTML = told.innerHTML;
    } else if (mine === asked && wrong) {
      say(wrong.textContent);
    }
  } catch (fault) {
    // Without a connection the list goes on; the parts are told when it is sent.
  }
}

function next(text) {
  field.value = text;
  const left = fields().filter(function (each) {
    return each.tagName !== "TEXTAREA" && !each.value;
  });
  const form = field.form;
  const done = field;
  if (left.length) {
    begin(left[0]);
    return;
  }
  stop();
  if (root.dataset.send === "yes") {
    form.requestSubmit();
    return;
  }
  const button = form.querySelector("button.big");
  (button || done).focus();
}

function read(result) {
  const text = spelled(result.data);
  if (!field || !text || text === last) {
    return;
  }
  last = text;
  if (navigator.vibrate) {
    navigator.vibrate(60);
  }
  if (field.tagName === "TEXTAREA") {
    gathered(text);
  } else {
    next(text);
  }
}

function place(target) {
  field = target;
  (target.closest(".field") || target).append(root);
  root.hidden = false;
  say("aim");
}

async function opened() {
  const { default: QrScanner } = await import("./vendor/qr-scanner.min.js");
  scanner = new QrScanner(video, read, {
    returnDetailedScanResult: true,
    preferredCamera: "environment",
    maxScansPerSecond: 12,
    onDecodeError: function () {},
  });
}

async function begin(target) {
  last = target.tagName === "TEXTAREA" ? "" : last;
  place(target);
  try {
    if (!scanner) {
      await opened();
    }
    await scanner.start();
    light.hidden = !(await scanner.hasFlash());
    root.scrollIntoView({ block: "nearest" });
  } catch (fault) {
    say("denied");
  }
}

function offer(target) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button outlined scan-button";
  button.textContent = root.dataset.open;
  const label = document.querySelector('label[for="' + target.id + '"]');
  button.setAttribute("aria-label", root.dataset.open + ": " + (label ? label.textContent : ""));
  button.addEventListener("click", function () {
    last = "";
    begin(target);
  });
  target.insertAdjacentElement("afterend", button);
}

if (root && navigator.mediaDevices && navigator.mediaDevices.getUserMedia) {
  fields().forEach(offer);
  document.getElementById("scan-stop").addEventListener("click", stop);
  light.addEventListener("click", function () { scanner.toggleFlash(); });
  document.addEventListener("visibilitychange", function () {
    if (document.hidden && field) {
      stop();
    }
  });
}

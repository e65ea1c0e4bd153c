"use strict";
(() => {
  const thai = document.documentElement.lang !== "en";
  const say = (th, en) => (thai ? th : en);
  const digits = (n) => (thai ? String(n).replace(/[0-9]/g, (d) => "๐๑๒๓๔๕๖๗๘๙"[d]) : String(n));
  let kept = {};
  try { kept = localStorage; } catch { /* then a page that was closed begins anew */ }
  const waiting = [];
  let going = 0;

  function next() {
    while (going < 2 && waiting.length) {
      going += 1;
      waiting.shift()(() => { going -= 1; next(); });
    }
  }

  function line(form, file) {
    const row = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100; bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const word = document.createElement("span");
    word.textContent = " – " + say("รอส่ง", "waiting");
    row.append(name, word, bar);
    form.querySelector(".going").append(row);
    return { row, bar, word };
  }

  function refuse(shown, text, again) {
    shown.bar.remove();
    shown.word.textContent = " – " + text + " ";
    shown.row.className = "trouble";
    if (again) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = say("ลองอีกครั้ง", "Try again");
      button.addEventListener("click", () => { shown.row.remove(); again(); });
      shown.row.append(button);
    }
  }

  const first = (request, what) => new DOMParser().parseFromString(request.responseText, "text/html").querySelector(what);

  function textOf(request) {
    const found = first(request, "p");
    return found ? found.textContent
      : say("ส่งไม่สำเร็จ สัญญาณขาด ไฟล์อื่นที่ส่งแล้วยังอยู่", "Not sent: the line broke. Files sent before are kept");
  }

  function replace(form, request) {
    const fresh = first(request, "article");
    const old = form.closest("article");
    if (!fresh || !old) { location.reload(); return; }
    const standing = first(request, "#standing");
    if (standing) { document.getElementById("standing").replaceWith(standing); }
    const list = form.querySelector(".going");
    old.replaceWith(fresh);
    fresh.querySelectorAll("form.bring").forEach(begin);
    const now = fresh.querySelector(".going");
    if (list && now) { now.append(...list.children); }
    fresh.focus();
  }

  function ask(method, url, headers, body, done, sent) {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.setRequestHeader("X-Part", "card");
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    if (sent) { request.upload.addEventListener("progress", (event) => sent(event.loaded)); }
    request.addEventListener("loadend", () => done(request));
    request.send(body);
  }

  const later = (request, tries) => 1000 * (request.getResponseHeader("Retry-After") || Math.min(2 ** tries, 30));

  // tus 1.0: pieces that go on after a break, also when the page was closed in between.
  function pieces(form, file, sent, pause, done) {
    const key = [form.action, file.name, file.size, file.lastModified].join("|");
    const tus = { "Tus-Resumable": "1.0.0" };
    let tries = 0;
    const again = (request) => {
      tries += 1;
      if (tries > 9 || [401, 403, 404, 413, 422, 507].includes(request.status)) { done(request); return; }
      pause();
      setTimeout(where, later(request, tries));
    };
    const offset = (request) => Number(request.getResponseHeader("Upload-Offset"));
    function start() {
      const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
      ask("POST", form.action.replace("/bring/", "/in/"),
        { ...tus, "Upload-Length": file.size, "Upload-Metadata": "filename " + name }, null, (request) => {
          if (request.status !== 201) { again(request); return; }
          kept[key] = request.getResponseHeader("Location");
          piece(0);
        });
    }
    function where() {
      if (!kept[key]) { start(); return; }
      ask("HEAD", kept[key], tus, null, (request) => {
        if (request.status === 404) { delete kept[key]; start(); }
        else if (request.status === 200) { piece(offset(request)); }
        else { again(request); }
      });
    }
    function piece(at) {
      if (at >= file.size) {
        const id = kept[key].split("/").pop();
        ask("POST", form.action, { "X-In": id }, null, (request) => {
          if (request.status === 200) { delete kept[key]; }
          done(request);
        });
        return;
      }
      ask("PATCH", kept[key], { ...tus, "Upload-Offset": at, "Content-Type": "application/offset+octet-stream" },
        file.slice(at, at + 4194304), (request) => {
          if (request.status !== 204) { again(request); return; }
          tries = 0;
          piece(offset(request));
        }, (loaded) => sent(at + loaded));
    }
    where();
  }

  function send(slot, file, come) {
    const form = document.getElementById(slot).querySelector("form.bring");
    const shown = line(form, file);
    if (file.size > Number(form.dataset.most)) { refuse(shown, say("ไฟล์ใหญ่เกินกำหนด", "larger than allowed")); return; }
    const sent = (bytes) => {
      const part = Math.min(100, Math.floor(100 * bytes / Math.max(file.size, 1)));
      shown.bar.value = part;
      shown.word.textContent = " – " + say("ส่งแล้ว ", "sent ") + digits(part) + "%";
      if (part === 100) {
        shown.bar.removeAttribute("value");
        shown.word.textContent = " – " + say("กำลังตรวจ…", "being looked into…");
      }
    };
    const pause = () => { shown.word.textContent = " – " + say("รอสักครู่ แล้วจะส่งต่อเอง", "waits a moment, then goes on"); };
    waiting.push((end) => {
      const done = (request) => {
        if (request.status === 429) {
          pause();
          setTimeout(go, later(request, 5));
          return;
        }
        end();
        if (request.status === 401) {
          location.assign("/enter?next=" + encodeURIComponent(location.pathname));
        } else if (request.status === 200) {
          shown.row.remove();
          replace(document.getElementById(slot).querySelector("form.bring"), request);
        } else {
          refuse(shown, textOf(request), () => send(slot, file, request.getResponseHeader("X-In")));
        }
      };
      const go = () => {
        if (come) { ask("POST", form.action, { "X-In": come }, null, done); }
        else if (file.size > Number(form.dataset.large)) { pieces(form, file, sent, pause, done); }
        else {
          ask("POST", form.action, { "X-Name": encodeURIComponent(file.name), "Content-Type": "application/octet-stream" },
            file, done, sent);
        }
      };
      go();
    });
    next();
  }

  function begin(form) {
    form.classList.add("scripted");
    const input = form.querySelector("input[type=file]");
    const slot = form.closest("article").id;
    input.addEventListener("change", () => {
      const files = Array.from(input.files);
      input.value = "";
      files.forEach((file) => send(slot, file));
    });
  }

  document.querySelectorAll("form.bring").forEach(begin);
})();

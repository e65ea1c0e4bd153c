"use strict";
(() => {
  const thai = document.documentElement.lang !== "en";
  const say = (th, en) => (thai ? th : en);
  const digits = (n) => (thai ? String(n).replace(/[0-9]/g, (d) => "๐๑๒๓๔๕๖๗๘๙"[d]) : String(n));
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

  function textOf(request) {
    const page = new DOMParser().parseFromString(request.responseText || "", "text/html");
    const found = page.querySelector("p");
    return found ? found.textContent : say("ส่งไม่สำเร็จ สัญญาณอาจขาด", "Not sent; the line may be broken");
  }

  function replace(form, request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.querySelector("article");
    const old = form.closest("article");
    if (!fresh || !old) { location.reload(); return; }
    const list = form.querySelector(".going");
    old.replaceWith(fresh);
    fresh.querySelectorAll("form.bring").forEach(begin);
    const now = fresh.querySelector(".going");
    if (list && now) { now.append(...list.children); }
    fresh.focus();
  }

  function send(slot, file, stored) {
    const form = document.getElementById(slot).querySelector("form.bring");
    const shown = line(form, file);
    const most = Number(form.dataset.most);
    if (file.size > most) { refuse(shown, say("ไฟล์ใหญ่เกินกำหนด", "larger than allowed")); return; }
    waiting.push((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("X-Part", "card");
      request.setRequestHeader("X-Name", encodeURIComponent(file.name));
      request.setRequestHeader("Content-Type", "application/octet-stream");
      if (stored) { request.setRequestHeader("X-Stored", stored); }
      request.upload.addEventListener("progress", (event) => {
        const part = Math.floor(100 * event.loaded / Math.max(event.total, 1));
        shown.bar.value = part;
        shown.word.textContent = " – " + say("ส่งแล้ว ", "sent ") + digits(part) + "%";
      });
      request.upload.addEventListener("load", () => {
        shown.bar.removeAttribute("value");
        shown.word.textContent = " – " + say("กำลังตรวจ…", "being looked into…");
      });
      request.addEventListener("load", () => {
        done();
        if (request.status === 401) {
          location.assign("/enter?next=" + encodeURIComponent(location.pathname));
        } else if (request.status === 200) {
          shown.row.remove();
          replace(document.getElementById(slot).querySelector("form.bring"), request);
        } else {
          const kept = request.getResponseHeader("X-Stored");
          refuse(shown, textOf(request), () => send(slot, file, kept));
        }
      });
      const broken = () => {
        done();
        refuse(shown, say("ส่งไม่สำเร็จ สัญญาณขาด ไฟล์อื่นที่ส่งแล้วยังอยู่", "Not sent: the line broke. Files sent before are kept"),
          () => send(slot, file));
      };
      request.addEventListener("error", broken);
      request.addEventListener("timeout", broken);
      request.send(stored ? null : file);
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

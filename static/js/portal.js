/* Small helps. Every page works without them. */
(() => {
  "use strict";

  const typing = (el) => el && (el.matches("input, textarea, select") || el.isContentEditable);

  // What changed without a new page is said aloud too.
  const say = (words) => {
    let voice = document.getElementById("voice");
    if (!voice) {
      voice = document.createElement("div");
      voice.id = "voice";
      voice.className = "visually-hidden";
      voice.setAttribute("role", "status");
      document.body.append(voice);
    }
    voice.textContent = words;
  };

  // After a refused form: to the summary of mistakes, or to the one wrong field.
  const wrong = document.querySelector("[data-focus]") || document.querySelector("form .is-invalid");
  if (wrong) wrong.focus();

  // On a phone the chosen button of a row that scrolls may stand aside: it is brought into sight.
  document.querySelectorAll(".filters .chips [aria-current]").forEach((chosen) => {
    const row = chosen.parentElement;
    const end = chosen.offsetLeft + chosen.offsetWidth - row.offsetLeft;
    if (end > row.clientWidth) row.scrollLeft = end - row.clientWidth;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !typing(document.activeElement) && !event.ctrlKey && !event.metaKey) {
      const box = document.getElementById("search");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
  });

  document.addEventListener("click", async (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      event.preventDefault();
      const source = copy.dataset.copy.startsWith("#") ? document.querySelector(copy.dataset.copy) : null;
      const text = source ? (source.value ?? source.textContent).trim() : copy.dataset.copy;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const area = document.createElement("textarea");
        area.value = text;
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      const label = copy.querySelector("[data-copy-label]") || copy;
      const before = label.textContent;
      label.textContent = "Скопировано";
      say("Скопировано");
      setTimeout(() => { label.textContent = before; }, 1600);
      return;
    }
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog) { event.preventDefault(); dialog.showModal(); }
      return;
    }
    const closer = event.target.closest("[data-close]");
    if (closer) { event.preventDefault(); closer.closest("dialog").close(); return; }
    if (event.target.matches("dialog.dialog")) {
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
  });

  // Ticks: all at once, with Shift a stretch, and how many are chosen.
  let last = null;
  // The tick of a table's head is for its table.
  // One that is ticked by hand alone (data-pick-alone: who refused) is no part of «all».
  const picksOf = (all) => [...(all.closest("table") || all.form).querySelectorAll("[data-pick]:not([data-pick-alone])")];
  const count = (form) => {
    const picks = [...form.querySelectorAll("[data-pick]")];
    const chosen = picks.filter((pick) => pick.checked).length;
    form.querySelectorAll("[data-pick-count]").forEach((el) => { el.textContent = String(chosen); });
    form.querySelectorAll("[data-pick-none]").forEach((el) => { el.hidden = chosen > 0; });
    form.querySelectorAll("[data-pick-some]").forEach((el) => { el.hidden = chosen === 0; });
    form.querySelectorAll("[data-pick-all]").forEach((all) => {
      const own = picksOf(all), ticked = own.filter((pick) => pick.checked).length;
      all.checked = ticked > 0 && ticked === own.length;
      all.indeterminate = ticked > 0 && ticked < own.length;
    });
  };
  document.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick]");
    if (!pick) return;
    if (event.shiftKey && last && last.form === pick.form) {
      const picks = [...pick.form.querySelectorAll("[data-pick]")];
      const [from, to] = [picks.indexOf(last), picks.indexOf(pick)].sort((a, b) => a - b);
      picks.slice(from, to + 1).filter((other) => other === pick || !other.matches("[data-pick-alone]"))
        .forEach((other) => { other.checked = pick.checked; });
    }
    last = pick;
  });
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form) return;
    if (event.target.matches("[data-pick-all]")) {
      picksOf(event.target).forEach((pick) => { pick.checked = event.target.checked; });
    }
    if (event.target.matches("[data-pick], [data-pick-all]")) count(form);
    if (event.target.matches("[data-autosubmit]")) form.requestSubmit();
  });
  // What is typed into a row means that row: its tick is set (data-ticks), and may be taken away again.
  document.addEventListener("input", (event) => {
    const pick = event.target.matches("[data-ticks]") && event.target.closest("tr").querySelector("[data-pick]");
    if (!pick || pick.checked) return;
    pick.checked = true;
    count(pick.form);
  });
  document.querySelectorAll("form:has([data-pick])").forEach(count);

  // A form is sent once; coming back by the browser's button makes it usable again.
  const free = (form) => { delete form.dataset.sent; form.removeAttribute("aria-busy"); };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "get" || form.dataset.again !== undefined) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    setTimeout(() => { free(form); }, 8000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach(free);
  });

  // A whole page is never put into a part of one: the session ended, the page is old. It is gone to instead.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (!/^\s*<!doctype/i.test(xhr.responseText)) return;
    event.detail.shouldSwap = false;
    if (xhr.status < 400) location.assign(xhr.responseURL);
    else if (requestConfig.verb === "post") location.reload();
  });

  // A queue by keyboard: j and k move, x ticks, other keys press the row's button with that data-key.
  const queue = document.querySelector("[data-queue]");
  if (queue) {
    const rows = () => [...queue.querySelectorAll("[data-row]")];
    const move = (step) => {
      const all = rows();
      const at = all.findIndex((row) => row.hasAttribute("data-current"));
      const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
      if (!next) return;
      all.forEach((row) => row.removeAttribute("data-current"));
      next.setAttribute("data-current", "");
      next.scrollIntoView({ block: "nearest" });
    };
    document.addEventListener("keydown", (event) => {
      if (typing(document.activeElement) && !document.activeElement.matches("[data-pick]")) return;
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      const key = { "о": "j", "л": "k", "ч": "x", "ф": "a", "к": "r" }[event.key] || event.key;
      if (key === "j") move(1);
      else if (key === "k") move(-1);
      else {
        const row = queue.querySelector("[data-current]");
        if (!row) return;
        if (key === "x") { const pick = row.querySelector("[data-pick]"); if (pick) pick.click(); }
        else { const button = row.querySelector(`[data-key="${key}"]`); if (button) { event.preventDefault(); button.click(); } }
      }
    });
  }

  // A form that was not taken (the session ended, the page is old, it was drawn for another school) is come back to, through
  // the sign-in page or the page that says so: what was typed waits for it here, in this tab only, and goes with the first
  // page that is another one. Passwords and files are never kept; what the form was opened with is, so that nothing that was
  // stored since is written over (core/opened.py).
  // It is given back to the account and in the school that it was typed by and for (data-owner), and to nobody else.
  const KEPT = "typed";
  const owner = document.body.dataset.owner || "";
  const stranger = history.state?.owner && history.state.owner !== owner;
  // A browser fills in a form that it comes back to, whoever is signed in by then.
  if (stranger) addEventListener("pageshow", () => { [...document.forms].forEach((form) => form.reset()); });
  history.replaceState(stranger ? { owner } : { ...history.state, owner }, "");
  const fields = (form) => [...form.elements].filter((el) => el.name
    && el.matches("textarea, select, input:not([type=password], [type=file], [type=hidden], [type=submit])"
      + ", input[type=hidden]:is([name^=initial-], [name^=drawn-])"));

  // A page that answers a sent form is not sent again: «Back» and «Refresh» ask for its address, as for any page.
  if ("answersForm" in document.documentElement.dataset) history.replaceState(history.state, "", location.href);

  // Of a long text they lead to the form, and what was typed goes along.
  const draft = document.querySelector("form[data-draft]");
  const keepDraft = (sent) => {
    const values = fields(draft).filter((el) => !el.closest("table")).map((el) => [el.name, el.value]);
    history.replaceState({ draft: values, sent, owner }, "", draft.dataset.draft + location.hash);
  };
  if (draft && draft.dataset.draft) {
    keepDraft(false);
    draft.addEventListener("submit", (event) => { if (event.submitter?.matches("[data-draft-send]")) keepDraft(true); });
  } else if (draft && history.state?.draft) {
    history.state.draft.forEach(([name, value]) => { draft.elements[name].value = value; });
    draft.querySelector("[data-draft-sent]").hidden = !history.state.sent;
  }

  // A list of pupils that names the parents, too, is pasted once more as theirs: it waits for that page, in this tab only.
  const LIST = "list";
  const whole = draft?.elements.whole;
  if (whole) {
    draft.addEventListener("submit", (event) => {
      if (event.submitter?.matches("[data-draft-send]")) sessionStorage.setItem(LIST, JSON.stringify({ owner, text: whole.value }));
    });
  } else if (draft && location.hash === "#parents") {
    const list = JSON.parse(sessionStorage.getItem(LIST) || "null");
    if (list?.owner === owner && !draft.elements.text.value) draft.elements.text.value = list.text;
    sessionStorage.removeItem(LIST);
  }

  const here = location.pathname + location.search;
  const ticked = (el) => /^(checkbox|radio)$/.test(el.type);
  const labelOf = (el) => (el.getAttribute("aria-label") || el.labels?.[0]?.textContent || "").trim();
  // Of several forms alike (a line of a list each) the one that stands where it stood.
  const alike = (action, names) => [...document.forms].filter((one) => one.method === "post"
    && one.getAttribute("action") === action && names.every((name) => one.elements[name]));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.querySelector("[type=password]")) return;
    const action = form.getAttribute("action");
    const values = fields(form).map((el) => [el.name, ticked(el) ? el.checked : el.value, el.value, labelOf(el)]);
    const at = alike(action, values.map(([name]) => name)).indexOf(form);
    if (values.length) sessionStorage.setItem(KEPT, JSON.stringify({ here, owner, action, at, values }));
  });
  const giveBack = (form, values) => {
    fields(form).forEach((el) => {
      const n = values.findIndex(([name, , value]) => name === el.name && (!ticked(el) || value === el.value));
      if (n < 0) return;
      const [[, value]] = values.splice(n, 1);
      if (ticked(el)) el.checked = value; else el.value = value;
    });
    if (form.querySelector("[data-pick]")) count(form);
  };
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  if (kept && document.querySelector("[name=login], .fault")) {
    sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, left: true }));
    document.querySelectorAll("[data-typed]").forEach((area) => {
      const label = kept.values.find(([, , value]) => value.trim() === area.value.trim())?.[3];
      if (label) area.labels[0].textContent = label;
    });
  } else if (kept) {
    sessionStorage.removeItem(KEPT);
    const form = kept.left && kept.here === here && alike(kept.action, kept.values.map(([name]) => name)).at(kept.at);
    if (form && kept.owner !== owner) {
      const told = document.createElement("p");
      told.className = "message warning";
      told.setAttribute("role", "status");
      told.textContent = "Набранное не вернулось: его набирали под другой учётной записью или для другой школы.";
      document.getElementById("content").prepend(told);
    } else if (form) giveBack(form, kept.values);
  }
})();

// Shows a change of text size, colours or line spacing at once and keeps it, without loading the page anew.
//
// <form data-display method="post" action="…"> radios named theme, size, spacing; the form itself works without us.
// The names are those of the data- attributes of <html>; the cookie is the one of kit/display.py.

const YEAR = 365 * 24 * 3600;

document.querySelectorAll("form[data-display]").forEach((form) => {
  form.addEventListener("change", () => {
    const chosen = new FormData(form);
    const look = ["theme", "size", "spacing"].map((name) => {
      document.documentElement.dataset[name] = chosen.get(name);
      return chosen.get(name);
    });
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `hien_thi=${look.join(".")}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  });
});

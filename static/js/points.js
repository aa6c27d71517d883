// Adds up the points of a rubric while a teacher ticks levels, and says which decision they allow.
//
// <form data-points data-needed="5"> <input type="radio" data-value="3"> … <span data-total> … </form>

const attach = (form) => {
  const total = form.querySelector("[data-total]");
  const groups = new Set([...form.querySelectorAll("input[data-value]")].map((input) => input.name));
  const show = () => {
    const ticked = [...form.querySelectorAll("input[data-value]:checked")];
    const points = ticked.reduce((sum, input) => sum + Number(input.dataset.value), 0);
    total.textContent = ticked.length ? points : "–";
    form.classList.toggle("enough", points >= Number(form.dataset.needed));
    form.classList.toggle("all-ticked", ticked.length === groups.size);
  };
  form.addEventListener("change", show);
  show();
};

document.querySelectorAll("form[data-points]").forEach(attach);

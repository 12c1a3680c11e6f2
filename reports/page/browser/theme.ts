/** Makes a button switch between light and dark colours. Before the first click, the system decides. */
export function themeButton(button: HTMLElement): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const { dataset } = document.documentElement;
  const other = () => ((dataset.theme ?? (system.matches ? "dark" : "light")) === "dark" ? "light" : "dark");
  const name = () => {
    button.textContent = other() === "dark" ? "Dark" : "Light";
    button.setAttribute("aria-label", `Switch to ${other()} colours`);
  };
  button.addEventListener("click", () => {
    dataset.theme = other();
    name();
  });
  system.addEventListener("change", name);
  name();
}

/** Says something to everybody who reads the page: into its one live region, which is there from the start. */
export const announce = (text: string): void => {
  const region = document.querySelector('[data-status]');
  if (region) region.textContent = text;
};

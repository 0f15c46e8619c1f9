// Draws the reference of the API from its schema; writes that are tried out carry the token of the page.
"use strict";
// Only the search and the operations: the page has its own heading, its own <main>, and signs in by the session.
const operationsOnly = ({ React: { createElement } }) => ({
  components: {
    OperationsOnly: ({ getComponent, specSelectors }) => {
      const part = (name) => createElement(getComponent(name, true));
      const state = specSelectors.loadingStatus();
      if (state === "failed" || state === "failedConfig") return createElement("p", null, "The schema could not be read. Load the page again.");
      if (state !== "success") return createElement("p", null, "Reading the schema.");
      return createElement("div", { className: "swagger-ui" }, part("FilterContainer"), createElement("div", { className: "wrapper" }, part("operations")), part("errors"));
    },
  },
});
window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("api-docs");
  if (!place || typeof SwaggerUIBundle === "undefined") return;
  SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [operationsOnly],
    layout: "OperationsOnly",
    docExpansion: "none",
    filter: true,
    syntaxHighlight: { activated: false },
    validatorUrl: null,
    requestInterceptor: (request) => {
      if (request.method && request.method !== "GET") request.headers["X-CSRFToken"] = place.dataset.csrf;
      return request;
    },
  });
});

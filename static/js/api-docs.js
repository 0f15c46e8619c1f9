// Draws the reference of the API from its schema; writes that are tried out carry the token of the page.
"use strict";
// The parts of Swagger's BaseLayout in their order, but for its <main> and its heading: the page has its own.
const reference = ({ React: { createElement } }) => ({
  components: {
    Reference: ({ getComponent, specSelectors }) => {
      const part = (name) => createElement(getComponent(name, true));
      const block = (className, ...parts) => createElement("div", { className }, ...parts);
      const state = specSelectors.loadingStatus();
      if (state === "failed" || state === "failedConfig") return createElement("p", null, "The schema could not be read. Load the page again.");
      if (state !== "success") return createElement("p", null, "Reading the schema.");
      return block("swagger-ui", part("errors"), block("scheme-container", block("schemes wrapper", part("AuthorizeBtnContainer"))),
        part("FilterContainer"), block("wrapper", part("operations")), block("wrapper", part("Models")));
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
    plugins: [reference],
    layout: "Reference",
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

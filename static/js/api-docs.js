// Draws the reference of the API from its schema; writes that are tried out carry the token of the page.
"use strict";
window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("api-docs");
  if (!place || typeof SwaggerUIBundle === "undefined") return;
  SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
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

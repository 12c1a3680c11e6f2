/** How an export looks on the page: the plugin's Markdown without what the signature above it says already. */
import { MarkdownTheme, MarkdownThemeContext } from "typedoc-plugin-markdown";

class ApiContext extends MarkdownThemeContext {
  constructor(...args) {
    super(...args);
    const { comment, signature, signatureTitle, someType } = this.partials;
    Object.assign(this.partials, {
      // A class has one constructor, a property one getter: the heading above is enough.
      constructor: ({ signatures = [] }, options) =>
        signatures.map((model) => signature(model, options)).join("\n\n"),
      accessor: ({ getSignature: model }, options) =>
        [signatureTitle(model, { accessor: "get" }), model.comment && comment(model.comment, options)]
          .filter(Boolean)
          .join("\n\n"),
      // The type that is returned stands in the signature.
      signatureReturns: ({ comment: model }) => {
        const returns = model?.getTag("@returns");
        return returns ? `Returns ${this.helpers.getCommentParts(returns.content)}` : "";
      },
      // Members of the framework's classes are not listed, so "Overrides" would lead nowhere.
      inheritance: () => "",
      // In one line, for a table's cell; a long list of values in one line each.
      unionType: ({ types }) => {
        const texts = types.map((type) => someType(type, { forceCollapse: true }));
        return texts.join(texts.join("").length > 200 ? "\n  \\| " : " \\| ");
      },
    });
  }
}

class ApiTheme extends MarkdownTheme {
  getRenderContext(page) {
    return new ApiContext(this, page, this.application.options);
  }
}

/** The plugin that brings the theme `api`. */
export function load(app) {
  app.renderer.defineTheme("api", ApiTheme);
}

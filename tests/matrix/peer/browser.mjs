// Where the browser lies, and the variables that it needs: a package brings it along, packed.
process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs20.x"; // so that its libraries are unpacked with it
const { default: chromium } = await import("@sparticuz/chromium");
const path = await chromium.executablePath();
const { LD_LIBRARY_PATH } = process.env;
console.log(JSON.stringify({ path, variables: { LD_LIBRARY_PATH } }));

var siteInfo={"siteGuid":"aaaa0001-bbbb-4ccc-8ddd-eeee00000001","projectName":"/EWB-FRONT","oauthClientId":"demoClient","noOauthClientId":"admin","indexPage":"/index.html"};
function checkJson(j){return typeof(j)=="object"?j:JSON.parse(j);}
